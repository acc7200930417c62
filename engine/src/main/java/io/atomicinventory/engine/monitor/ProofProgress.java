package io.atomicinventory.engine.monitor;

/**
 * Hears how far a proof of the books has come, in the thread that proves. Whatever it throws ends the proof there, and
 * comes out of {@link BooksVerifier#verify(String, ProofProgress)}: so a proof is cancelled.
 */
@FunctionalInterface
public interface ProofProgress {
    ProofProgress NONE = (done, total, step) -> {};

    /**
     * Before each step, and once more at the end.
     *
     * @param done steps that are behind us, from 0 to {@code total}
     * @param step what is looked at next; empty at the end
     */
    void at(int done, int total, String step);
}
