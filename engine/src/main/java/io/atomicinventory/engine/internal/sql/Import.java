package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.ImportResult;
import io.atomicinventory.engine.ImportResult.Note;
import io.atomicinventory.engine.ImportRow;
import io.atomicinventory.engine.ImportSource;
import io.atomicinventory.engine.internal.decide.Hash;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Saves portion after portion in one transaction, and takes all of it back where any row is refused. Memory holds
 * one portion, and the identity and line of every row.
 */
final class Import<T> {
    private final Transaction transaction;
    private final Function<T, Object> identity;
    private final Function<T, Object> content;
    private final Save<T> save;
    private final Map<Object, First> firsts = new HashMap<>();
    private final List<Note> warnings = new ArrayList<>();
    private final List<Note> errors = new ArrayList<>();
    private long created;
    private long updated;
    private long unchanged;

    /** Where a row was first, and a fingerprint of what it said there: a row itself would take too much memory. */
    private record First(long line, long content) {}

    private Import(Transaction transaction, Function<T, Object> identity, Function<T, Object> content, Save<T> save) {
        this.transaction = transaction;
        this.identity = identity;
        this.content = content;
        this.save = save;
    }

    static <T> ImportResult run(
            Transaction transaction, ImportSource<T> source, Function<T, Object> identity, Save<T> save)
            throws SQLException {
        return run(transaction, source::next, source::isSound, identity, row -> row, save);
    }

    /**
     * Saves everything that the portions have.
     *
     * @param isSound asked at the end: whether all of the input could be read
     * @param identity what may come once; the same row again is passed over with a warning, another is an error
     * @param content what makes a row the same: a value whose text tells all of it
     */
    static <T> ImportResult run(
            Transaction transaction,
            Portions<T> portions,
            BooleanSupplier isSound,
            Function<T, Object> identity,
            Function<T, Object> content,
            Save<T> save)
            throws SQLException {
        Import<T> state = new Import<>(transaction, identity, content, save);
        for (List<ImportRow<T>> rows = portions.next(); !rows.isEmpty(); rows = portions.next()) {
            state.add(rows);
        }
        if (!state.errors.isEmpty() || !isSound.getAsBoolean()) {
            transaction.undo();
        }
        return new ImportResult(state.created, state.updated, state.unchanged, state.warnings, state.errors);
    }

    private void add(List<ImportRow<T>> rows) throws SQLException {
        List<ImportRow<T>> first = new ArrayList<>(rows.size());
        for (ImportRow<T> row : rows) {
            First here = new First(row.line(), fingerprint(content.apply(row.value())));
            First earlier = firsts.putIfAbsent(identity.apply(row.value()), here);
            if (earlier == null) {
                first.add(row);
            } else if (earlier.content() == here.content()) {
                note(warnings, row.line(), List.of("The same as line " + earlier.line() + "; passed over"));
            } else {
                note(errors, row.line(), List.of("Contradicts line " + earlier.line()));
            }
        }
        List<Change> changes = save(first);
        for (int i = 0; i < first.size(); i++) {
            count(first.get(i).line(), changes.get(i));
        }
    }

    private static long fingerprint(Object content) {
        return ByteBuffer.wrap(Hash.of(content.toString()).bytes()).getLong();
    }

    private List<Change> save(List<ImportRow<T>> rows) throws SQLException {
        return rows.isEmpty()
                ? List.of()
                : save.in(transaction, rows.stream().map(ImportRow::value).toList());
    }

    private void count(long line, Change change) {
        switch (change) {
            case Change.Created row -> {
                created++;
                note(warnings, line, row.warnings());
            }
            case Change.Updated row -> {
                updated++;
                note(warnings, line, row.warnings());
            }
            case Change.Unchanged row -> {
                unchanged++;
                note(warnings, line, row.warnings());
            }
            case Change.Refused row -> note(errors, line, row.errors());
        }
    }

    private static void note(List<Note> notes, long line, List<String> messages) {
        for (String message : messages) {
            if (notes.size() < ImportResult.MOST_ERRORS) {
                notes.add(new Note(line, message));
            }
        }
    }

    /** A change for each row, in their order. */
    @FunctionalInterface
    interface Save<T> {
        List<Change> in(Transaction transaction, List<T> rows) throws SQLException;
    }

    /** The next rows; empty at the end. */
    @FunctionalInterface
    interface Portions<T> {
        List<ImportRow<T>> next() throws SQLException;
    }
}
