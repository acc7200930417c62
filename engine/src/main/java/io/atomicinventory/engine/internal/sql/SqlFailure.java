package io.atomicinventory.engine.internal.sql;

import java.sql.SQLException;

/** What a failure of the database means for a transaction, told by its SQLSTATE alone. */
public enum SqlFailure {
    /** Somebody else came first; nothing was written. */
    CONFLICT,
    /** A lock or the time ran out; nothing was written. */
    LOCK,
    /** The connection or the server is gone, or cannot go on: a full disk, for example. At commit this leaves the outcome unknown. */
    CONNECTION,
    /** A constraint, a type, a right: trying again would not help. */
    BUG;

    public static SqlFailure of(SQLException failure) {
        String state = failure.getSQLState();
        if (state == null) {
            return CONNECTION; // the driver and the pool give no state where the socket or the pool failed
        }
        return switch (state) {
            case "40001", "40P01" -> CONFLICT;
            case "55P03", "57014" -> LOCK;
            // shutting down, crashed, starting up, dropped, read-only after a failover, killed for its time
            case "57P01", "57P02", "57P03", "57P05", "25006", "25P03", "25P04" -> CONNECTION;
            default -> isOutOfReach(state) ? CONNECTION : BUG;
        };
    }

    /** By class: the connection, out of resources (disk, memory, sessions), an error of the system around it. */
    private static boolean isOutOfReach(String state) {
        return state.startsWith("08") || state.startsWith("53") || state.startsWith("58");
    }
}
