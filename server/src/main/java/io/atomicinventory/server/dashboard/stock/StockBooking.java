package io.atomicinventory.server.dashboard.stock;

import io.atomicinventory.server.request.Paths;
import java.util.Arrays;
import java.util.Locale;

/** What a person may book of a stock item, with the words and fields of its form. */
enum StockBooking {
    RECEIPTS("Receive", "quantity", "Quantity received", "", "reference", "Reference (if any)", false),
    COUNTS("Count", "countedQuantity", "Counted quantity", "", "reason", "Note (if any)", false),
    ADJUSTMENTS(
            "Adjust",
            "quantityChange",
            "Change",
            "What is added, such as 3, or taken away, such as -3.",
            "reason",
            "Reason",
            true),
    WASTE("Throw away", "quantity", "Quantity thrown away", "", "reason", "Reason", true);

    private final String title;
    private final String quantityField;
    private final String quantityLabel;
    private final String quantityHint;
    private final String wordsField;
    private final String wordsLabel;
    private final boolean needsWords;

    StockBooking(
            String title,
            String quantityField,
            String quantityLabel,
            String quantityHint,
            String wordsField,
            String wordsLabel,
            boolean needsWords) {
        this.title = title;
        this.quantityField = quantityField;
        this.quantityLabel = quantityLabel;
        this.quantityHint = quantityHint;
        this.wordsField = wordsField;
        this.wordsLabel = wordsLabel;
        this.needsWords = needsWords;
    }

    static StockBooking ofPath(String path) {
        return Arrays.stream(values())
                .filter(booking -> booking.path().equals(path))
                .findFirst()
                .orElseThrow(() -> Paths.notFound("Nothing is booked as " + path));
    }

    /** As in the API. */
    public String path() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String title() {
        return title;
    }

    public String quantityField() {
        return quantityField;
    }

    public String quantityLabel() {
        return quantityLabel;
    }

    public String quantityHint() {
        return quantityHint;
    }

    public String wordsField() {
        return wordsField;
    }

    public String wordsLabel() {
        return wordsLabel;
    }

    public boolean needsWords() {
        return needsWords;
    }
}
