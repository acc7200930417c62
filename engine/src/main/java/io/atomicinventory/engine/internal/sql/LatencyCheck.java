package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.monitor.Finding;
import io.atomicinventory.engine.monitor.HealthStatus;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long the database takes to answer. The median, since any single answer may come late on a busy machine. */
final class LatencyCheck implements HealthCheck {
    static final Duration SLOW = Duration.ofMillis(100);
    static final Duration TOO_SLOW = Duration.ofSeconds(1);
    private static final int TIMES = 5;
    /** It is known by then. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);

    private static final String NOTHING = "SELECT 1";
    private static final String STORE = "SELECT menu_revision FROM stores WHERE store_id = ?";

    @Override
    public String name() {
        return "database-latency";
    }

    @Override
    public Finding find(String storeId, Transaction transaction) throws SQLException {
        // The first one begins the transaction.
        transaction.run(new Pipeline().query(NOTHING, p -> {}, row -> {}));
        Duration roundTrip = median(transaction, new Pipeline().query(NOTHING, p -> {}, row -> {}));
        Duration reading = median(transaction, new Pipeline().query(STORE, p -> p.text(storeId), row -> {}));
        return finding(roundTrip, reading);
    }

    private static Duration median(Transaction transaction, Pipeline pipeline) throws SQLException {
        List<Long> nanos = new ArrayList<>(TIMES);
        long begun = System.nanoTime();
        while (nanos.size() < TIMES && System.nanoTime() - begun < LONG_ENOUGH.toNanos()) {
            long start = System.nanoTime();
            transaction.run(pipeline);
            nanos.add(System.nanoTime() - start);
        }
        Collections.sort(nanos);
        return Duration.ofNanos(nanos.get(nanos.size() / 2));
    }

    Finding finding(Duration roundTrip, Duration reading) {
        Duration worse = roundTrip.compareTo(reading) > 0 ? roundTrip : reading;
        String text = "A round trip to the database takes " + millis(roundTrip) + " ms, reading the store's row "
                + millis(reading) + " ms (the median of " + TIMES + ").";
        HealthStatus status = worse.compareTo(TOO_SLOW) >= 0
                ? HealthStatus.CRITICAL
                : worse.compareTo(SLOW) >= 0 ? HealthStatus.WARNING : HealthStatus.HEALTHY;
        Finding finding = status == HealthStatus.HEALTHY
                ? Finding.healthy(name(), text)
                : Finding.of(
                        name(),
                        status,
                        1,
                        List.of(),
                        text,
                        "Look for load or long transactions on the database's machine, and for the network between it"
                                + " and this server.");
        return finding.with("roundTripMillis", millis(roundTrip)).with("readMillis", millis(reading));
    }

    private static BigDecimal millis(Duration duration) {
        return BigDecimal.valueOf(duration.toNanos() / 10_000, 2);
    }
}
