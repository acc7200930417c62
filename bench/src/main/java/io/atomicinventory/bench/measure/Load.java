package io.atomicinventory.bench.measure;

/** What is put on a subject until the recording is over. */
public interface Load {
    /** Returns when all that was begun has ended; the first failure of any caller is thrown. */
    void run(Recording recording) throws Exception;
}
