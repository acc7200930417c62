package io.atomicinventory.bench.report;

import io.atomicinventory.bench.measure.Spread;
import java.util.Locale;

/** Figures as they are printed: the median, and the spread in parentheses. */
public final class Numbers {
    private static final String NOT_MEASURED = "n/a";

    private Numbers() {}

    public static String whole(Spread spread) {
        return print("%,.0f", spread);
    }

    public static String decimals(Spread spread) {
        return print(spread.max() < 1 ? "%.3f" : "%.2f", spread);
    }

    private static String print(String format, Spread spread) {
        if (Double.isNaN(spread.median())) {
            return NOT_MEASURED;
        }
        return one(format, spread.median()) + " (" + one(format, spread.min()) + "–" + one(format, spread.max()) + ")";
    }

    static String one(String format, double number) {
        return Double.isNaN(number) ? NOT_MEASURED : String.format(Locale.ROOT, format, number);
    }
}
