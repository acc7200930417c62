package io.atomicinventory.server.imports;

import io.atomicinventory.engine.ImportResult;
import io.atomicinventory.engine.ImportResult.Note;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of a file. Where there are errors, nothing of it was saved, and the counts say what would have been.
 *
 * @param rows without the header
 * @param skipped products that were not taken as they stand
 */
public record ImportReport(
        long rows,
        long created,
        long updated,
        long unchanged,
        List<Skipped> skipped,
        List<Note> warnings,
        List<Note> errors) {

    public record Skipped(long line, String productId, String reason) {}

    static ImportReport of(CsvSource<?> source, ImportResult result) {
        return new ImportReport(
                source.table().rows(),
                result.created(),
                result.updated(),
                result.unchanged(),
                List.copyOf(source.skipped()),
                merged(source.table().warnings(), result.warnings()),
                merged(source.table().errors(), result.errors()));
    }

    private static List<Note> merged(List<Note> ofFile, List<Note> ofBooks) {
        return new ArrayList<>(Stream.concat(ofFile.stream(), ofBooks.stream())
                .sorted(Comparator.comparingLong(Note::line))
                .limit(ImportResult.MOST_ERRORS)
                .toList());
    }
}
