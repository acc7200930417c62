package io.atomicinventory.engine.internal.figures;

import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.Problem;
import java.util.Locale;
import java.util.Set;

/** Why sales were not deducted, each in the words of the wire. There are few of them, whatever callers send. */
public final class Reasons {
    public static final String INSUFFICIENT_STOCK = "insufficient-stock";
    /** The database did not answer; whether the sale was deducted is not known. */
    public static final String UNAVAILABLE = "unavailable";

    private static final String VERSION_CONFLICT = "version-conflict";
    private static final String OVERLOADED = "overloaded";
    private static final String KEY_IN_FLIGHT = "idempotency-key-in-flight";

    private static final String KEY_REUSED = "idempotency-key-reused";
    private static final String NOT_FOUND = "not-found";

    /** Not the caller's, the menu's or the stock's doing. */
    private static final Set<String> OF_THE_SYSTEM = Set.of(UNAVAILABLE, VERSION_CONFLICT, OVERLOADED, KEY_IN_FLIGHT);

    private Reasons() {}

    /** @param name of a {@link Problem.Reason} */
    public static String ofRefusal(String name) {
        return name.equals(Problem.Reason.TRANSACTION_REJECTED.name())
                ? "state-conflict"
                : name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String of(Undecided why) {
        return switch (why) {
            case Undecided.KeyReused reused -> KEY_REUSED;
            case Undecided.UnknownStore store -> NOT_FOUND;
            case Undecided.UnknownStockItem item -> NOT_FOUND;
            case Undecided.KeyInFlight inFlight -> KEY_IN_FLIGHT;
            case Undecided.VersionConflict conflict -> VERSION_CONFLICT;
            case Undecided.Overloaded overloaded -> OVERLOADED;
        };
    }

    /** Else it is why a sale was refused. */
    static boolean isOfUndecided(String reason) {
        return OF_THE_SYSTEM.contains(reason) || reason.equals(KEY_REUSED) || reason.equals(NOT_FOUND);
    }

    static boolean isOfTheSystem(String reason) {
        return OF_THE_SYSTEM.contains(reason);
    }
}
