package io.atomicinventory.engine;

import java.util.List;

/**
 * What became of an import. Where there are errors, nothing was saved, and the counts say what would have been.
 *
 * @param errors at most {@value #MOST_ERRORS}
 */
public record ImportResult(long created, long updated, long unchanged, List<Note> warnings, List<Note> errors) {
    public static final int MOST_ERRORS = 1000;

    public ImportResult {
        warnings = List.copyOf(warnings);
        errors = List.copyOf(errors);
    }

    /** Something about a line. */
    public record Note(long line, String message) {}
}
