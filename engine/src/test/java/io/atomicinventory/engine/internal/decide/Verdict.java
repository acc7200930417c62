package io.atomicinventory.engine.internal.decide;

import java.util.List;

/**
 * What became of an order, as text that can be compared and read.
 *
 * @param row what was recorded under its key, or {@code "nothing"}
 * @param effects what it did to each stock row, and by which movements
 */
record Verdict(String answer, String row, List<String> effects) {
    static final String NOTHING = "nothing";

    static Verdict unrecorded(String answer) {
        return new Verdict(answer, NOTHING, List.of());
    }
}
