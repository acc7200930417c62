package io.atomicinventory.bench.subject;

import io.atomicinventory.bench.postgres.BenchDatabase;
import io.atomicinventory.bench.workload.Shop;

/** Who is measured. */
public enum SubjectKind {
    ENGINE("engine"),
    ROW_BY_ROW("(a) row by row"),
    SET_BASED("(b) set-based"),
    FUNCTION("(c) function"),
    CEILING("ceiling");

    /** Callers queue for it, as in a service with a pool of sensible size. */
    public static final int BASELINE_CONNECTIONS = 16;

    private final String label;

    SubjectKind(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** What the baselines need in a database beforehand. */
    public static void install(BenchDatabase database) {
        StoredFunction.install(database);
    }

    /** @param nodes how many engines; a baseline has no nodes */
    public Subject open(Shop shop, int nodes, Retries retries) {
        return switch (this) {
            case ENGINE -> new EngineSubject(shop, nodes, retries);
            case ROW_BY_ROW -> new RowByRow(shop.database().pool(connectionsOfRowByRow(shop), false), retries);
            case SET_BASED -> new SetBased(shop.database().pool(BASELINE_CONNECTIONS, false), retries);
            case FUNCTION -> new StoredFunction(shop.database().pool(BASELINE_CONNECTIONS, true), retries);
            case CEILING -> throw new IllegalArgumentException("the ceiling sells in bulk, without callers");
        };
    }

    /** Measured: on one hot store more of them only lose against each other more often. */
    private static int connectionsOfRowByRow(Shop shop) {
        return shop.shape().stores() == 1 ? 4 : BASELINE_CONNECTIONS;
    }
}
