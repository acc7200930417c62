package io.atomicinventory.server.imports;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.atomicinventory.engine.ImportResult;
import io.atomicinventory.engine.ImportResult.Note;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with a header, read row by row: UTF-8, with or without a byte order mark. What is wrong is noted with
 * its line, and reading goes on as far as it can. Not thread-safe.
 */
final class CsvTable {
    static final int MAX_ROWS = 1_000_000;
    private static final int MAX_COLUMNS = 50;
    private static final int MAX_CELL = 4_000;
    private static final int MAX_RECORD = 40_000;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final Iterator<CsvRecord> records;
    private final Map<String, Integer> columns = new HashMap<>();
    private final int width;
    private final List<Note> errors = new ArrayList<>();
    private final List<Note> warnings = new ArrayList<>();
    private long rows;
    private @Nullable CsvRecord last;
    private boolean isOver;

    /**
     * Reads the header.
     *
     * @param required columns that must be there, in any order
     * @param optional columns that are read where they are there; others are passed over with a warning
     */
    CsvTable(InputStream input, List<String> required, List<String> optional) {
        Reader reader = new InputStreamReader(
                withoutByteOrderMark(input),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        this.records = CsvReader.builder()
                .commentStrategy(CommentStrategy.NONE)
                .skipEmptyLines(true)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .build(
                        CsvRecordHandler.builder()
                                .maxFields(MAX_COLUMNS)
                                .maxFieldSize(MAX_CELL)
                                .maxRecordSize(MAX_RECORD)
                                .build(),
                        reader)
                .iterator();
        CsvRecord header = read();
        this.width = header == null ? 0 : header.getFieldCount();
        if (header == null) {
            if (errors.isEmpty()) {
                error(1, "The file is empty; its first line must be the header: " + String.join(",", required));
            }
        } else {
            readHeader(header, required, optional);
        }
    }

    /** It must not stand before the quote of a quoted first cell. */
    private static InputStream withoutByteOrderMark(InputStream input) {
        PushbackInputStream whole = new PushbackInputStream(input, BYTE_ORDER_MARK.length);
        try {
            byte[] start = whole.readNBytes(BYTE_ORDER_MARK.length);
            if (!Arrays.equals(start, BYTE_ORDER_MARK)) {
                whole.unread(start);
            }
        } catch (IOException e) {
            throw brokeOff(1);
        }
        return whole;
    }

    private void readHeader(CsvRecord header, List<String> required, List<String> optional) {
        for (int i = 0; i < header.getFieldCount(); i++) {
            String name = header.getField(i).strip().toLowerCase(Locale.ROOT);
            if (columns.putIfAbsent(name, i) != null) {
                error(1, "The column " + Row.shown(name) + " is there twice");
            } else if (!required.contains(name) && !optional.contains(name)) {
                warnings.add(new Note(1, "The column " + Row.shown(name) + " is not known and is passed over"));
            }
        }
        for (String name : required) {
            if (!columns.containsKey(name)) {
                error(1, "The column " + name + " is missing; the header must have " + String.join(",", required));
            }
        }
        isOver = !errors.isEmpty();
    }

    /** The next row; null at the end, or where nothing more can be read. */
    @Nullable
    Row next() {
        while (!isOver) {
            CsvRecord record = read();
            if (record == null) {
                return null;
            }
            rows++;
            if (rows > MAX_ROWS) {
                error(record.getStartingLineNumber(), "A file may have " + MAX_ROWS + " rows");
                isOver = true;
            } else if (record.getFieldCount() != width) {
                error(
                        record.getStartingLineNumber(),
                        "The header has " + width + " columns, this row has " + record.getFieldCount());
            } else {
                return new Row(record, columns, this);
            }
        }
        return null;
    }

    private @Nullable CsvRecord read() {
        try {
            if (!records.hasNext()) {
                isOver = true;
                return null;
            }
            last = records.next();
            return last;
        } catch (CsvParseException e) {
            isOver = true;
            if (e.getCause() instanceof ProblemException tooLarge) {
                throw tooLarge;
            }
            error(
                    nextLine(),
                    e.getCause() instanceof CharacterCodingException
                            ? "The file is not UTF-8, from about this line on"
                            : "This row is not CSV, or longer than a cell of " + MAX_CELL + " or a row of " + MAX_RECORD
                                    + " characters may be, or it has more than " + MAX_COLUMNS
                                    + " columns; look for a quote that is not closed");
        } catch (UncheckedIOException e) {
            isOver = true;
            unreadable(e);
        }
        return null;
    }

    private void unreadable(UncheckedIOException e) {
        if (!(e.getCause() instanceof CharacterCodingException)) {
            throw brokeOff(nextLine());
        }
        error(nextLine(), "The file is not UTF-8, from about this line on");
    }

    private static ProblemException brokeOff(long line) {
        return new ProblemException(
                ProblemType.MALFORMED_REQUEST, "The file broke off at about line " + line + "; nothing was saved");
    }

    /** The line behind the last row that could be read. */
    private long nextLine() {
        CsvRecord before = last;
        return before == null
                ? 1
                : before.getStartingLineNumber()
                        + 1
                        + before.getFields().stream()
                                .mapToLong(CsvTable::lineBreaks)
                                .sum();
    }

    private static long lineBreaks(String cell) {
        return cell.chars().filter(character -> character == '\n').count();
    }

    void error(long line, String message) {
        if (errors.size() < ImportResult.MOST_ERRORS) {
            errors.add(new Note(line, message));
        }
    }

    void warning(long line, String message) {
        if (warnings.size() < ImportResult.MOST_ERRORS) {
            warnings.add(new Note(line, message));
        }
    }

    /** The rows read so far, without the header. */
    long rows() {
        return rows;
    }

    List<Note> errors() {
        return errors;
    }

    List<Note> warnings() {
        return warnings;
    }
}
