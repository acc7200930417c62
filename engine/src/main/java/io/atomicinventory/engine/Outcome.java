package io.atomicinventory.engine;

import java.util.List;

/** What became of a request. A refusal is an outcome like any other; exceptions mean a bug or the infrastructure. */
public interface Outcome {
    /** Whether what was asked for is in the books: now, or already before. */
    boolean success();

    /** Whether it was carried out or refused; else nothing was recorded, and the same key may be sent again. */
    default boolean isDecided() {
        return true;
    }

    /** Why not, one text for each reason; empty exactly when {@link #success()}. */
    List<String> errors();
}
