package io.atomicinventory.engine;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The forms of the caller's own strings and times. The database checks ids once more.
 *
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/">Idempotency-Key</a>
 */
public final class Identifiers {
    public static final String ID_RULE = "1 to 128 of A-Z a-z 0-9 . _ : -, beginning with a letter or digit";
    public static final String NAME_RULE = "1 to 200 characters, not only spaces, no control characters";
    public static final String KEY_RULE = "1 to 200 visible ASCII characters, and none of the queue's own (queue:q-…)";

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");
    /** But for the keys of the queue: whoever could write one before the engine does would decide what it stands for. */
    private static final Pattern KEY = Pattern.compile("(?!queue:q-[0-9a-f]{32}:)[!-~]{1,200}");

    private static final int MAX_NAME_LENGTH = 200;

    /** ISO 8601 has four digits for a year; Java would read nine, and PostgreSQL would not take them. */
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Identifiers() {}

    /** Whether a time lies in the years 1 to 9999, all that can be written and kept. */
    public static boolean isTime(Instant time) {
        return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
    }

    public static boolean isId(@Nullable String text) {
        return text != null && ID.matcher(text).matches();
    }

    public static boolean isIdempotencyKey(@Nullable String text) {
        return text != null && KEY.matcher(text).matches();
    }

    /** Counts code points, as PostgreSQL's {@code char_length} does. */
    public static boolean isName(@Nullable String text) {
        return text != null
                && !text.codePoints().allMatch(Identifiers::isSpace)
                && text.codePointCount(0, text.length()) <= MAX_NAME_LENGTH
                && text.codePoints().noneMatch(Identifiers::isUnprintable);
    }

    /** Also those that do not break, which {@link String#isBlank} takes for letters. */
    private static boolean isSpace(int codePoint) {
        return Character.isWhitespace(codePoint) || Character.isSpaceChar(codePoint);
    }

    private static boolean isUnprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return Character.isISOControl(codePoint) || type == Character.SURROGATE;
    }

    /** Checks several ids at once, in the constructors of requests. Takes field and value in turn. */
    public static void requireIds(@Nullable String... fieldsAndValues) {
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            if (!isId(fieldsAndValues[i + 1])) {
                throw new InvalidRequestException(fieldsAndValues[i] + ": must be " + ID_RULE);
            }
        }
    }

    public static void requireName(String field, @Nullable String text) {
        if (!isName(text)) {
            throw new InvalidRequestException(field + ": must be " + NAME_RULE);
        }
    }

    public static void requireIdempotencyKey(@Nullable String text) {
        if (!isIdempotencyKey(text)) {
            throw new InvalidRequestException("idempotencyKey: must be " + KEY_RULE);
        }
    }
}
