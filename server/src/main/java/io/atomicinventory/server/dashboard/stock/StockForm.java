package io.atomicinventory.server.dashboard.stock;

import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.stock.StockItem;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.PlainDecimal;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A form of {@link StockBooking} as it is shown.
 *
 * @param key made with the form, so that whatever sends it twice books it once (I2)
 * @param quantity as it was typed
 * @param words as they were typed
 * @param told what the form before this one has booked
 * @param question asked before a count that is far from the books; null for none
 */
record StockForm(
        StockBooking booking,
        boolean isOpen,
        String key,
        String quantity,
        String words,
        List<String> errors,
        List<String> told,
        @Nullable String question) {

    private static final String CONFIRMED = "confirmed";
    /** A difference of more than one of this many parts of the books is asked about. */
    private static final BigDecimal ASKED_ABOUT = BigDecimal.valueOf(5);
    /** Nothing was decided, or nothing recorded: the same key may try again. */
    private static final Set<ProblemType> KEEP_KEY = Set.of(
            ProblemType.MALFORMED_REQUEST,
            ProblemType.IDEMPOTENCY_KEY_IN_FLIGHT,
            ProblemType.VERSION_CONFLICT,
            ProblemType.OVERLOADED);

    static StockForm empty(StockBooking booking, boolean isOpen) {
        return new StockForm(booking, isOpen, newKey(), "", "", List.of(), List.of(), null);
    }

    /** All forms, of which one is as given. */
    static List<StockForm> all(StockForm given) {
        return Arrays.stream(StockBooking.values())
                .map(booking -> booking == given.booking() ? given : empty(booking, false))
                .toList();
    }

    static StockForm typed(StockBooking booking, Map<String, String> typed) {
        return new StockForm(
                booking,
                true,
                typed.getOrDefault("key", ""),
                typed.getOrDefault(booking.quantityField(), ""),
                typed.getOrDefault(booking.wordsField(), ""),
                List.of(),
                List.of(),
                null);
    }

    static String newKey() {
        return "page:" + UUID.randomUUID();
    }

    /** A refusal may be recorded under the key: then another try is another request, and has another. */
    static String keyAfter(ProblemException e, String key) {
        return KEEP_KEY.contains(e.type()) ? key : newKey();
    }

    /** As the API's body. */
    Map<String, String> fields() {
        return Map.of(booking.quantityField(), quantity, booking.wordsField(), words);
    }

    /** With what to ask before it is booked, or as it is. */
    StockForm asking(StockItem item, Map<String, String> typed) {
        BigDecimal counted = PlainDecimal.of(quantity.strip());
        if (booking != StockBooking.COUNTS
                || counted == null
                || !Fields.isBalanceOrZero(counted)
                || quantity.equals(typed.get(CONFIRMED))) {
            return this;
        }
        BigDecimal difference = counted.subtract(item.quantity());
        if (difference.abs().multiply(ASKED_ABOUT).compareTo(item.quantity().abs()) <= 0) {
            return this;
        }
        String text = "The books say %s %s; you counted %s. That is %s %s. Is the count right?"
                .formatted(
                        item.quantity().toPlainString(),
                        item.unit(),
                        Quantities.plain(counted).toPlainString(),
                        Quantities.plain(difference.abs()).toPlainString(),
                        difference.signum() < 0 ? "less" : "more");
        return new StockForm(booking, true, key, quantity, words, List.of(), List.of(), text);
    }

    /** A new one, with what this one has booked. */
    StockForm booked(List<String> what) {
        return new StockForm(booking, true, newKey(), "", "", List.of(), what, null);
    }

    /** With what was typed, and why it was not booked. */
    StockForm refused(ProblemException e) {
        List<String> told = new ArrayList<>(List.of(e.type().title() + "."));
        told.addAll(e.errors());
        if (e.type() == ProblemType.IDEMPOTENCY_KEY_REUSED) {
            told = List.of(
                    "This form was sent before, with other values. Look at what is booked before you send it again.");
        }
        return new StockForm(booking, true, keyAfter(e, key), quantity, words, List.copyOf(told), List.of(), null);
    }
}
