package io.atomicinventory.server.request;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which numbers are taken, in JSON and in spreadsheets: at most 15 digits that count, and as text no exponent. */
public final class PlainDecimal {
    private static final Pattern FORM = Pattern.compile("-?\\d{1,15}(\\.\\d{1,12})?");
    private static final int MAX_DIGITS = 15;

    private PlainDecimal() {}

    /** The number that the text says, or null where it says none that is taken. */
    public static @Nullable BigDecimal of(String text) {
        return FORM.matcher(text).matches() ? limited(new BigDecimal(text)) : null;
    }

    /** The number, or null where it has too many digits. */
    static @Nullable BigDecimal limited(BigDecimal number) {
        return number.stripTrailingZeros().precision() <= MAX_DIGITS ? number : null;
    }
}
