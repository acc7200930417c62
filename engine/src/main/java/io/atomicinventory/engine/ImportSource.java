package io.atomicinventory.engine;

import java.util.List;

/** Gives the rows of an import in portions, so that no file has to fit into memory. Used by one thread. */
public interface ImportSource<T> {
    /** The next rows; empty at the end. A row's identity may come once in the whole import. */
    List<ImportRow<T>> next();

    /** Whether everything that was read so far could be read: where it could not, nothing is saved. */
    boolean isSound();
}
