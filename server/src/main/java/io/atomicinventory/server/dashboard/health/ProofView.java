package io.atomicinventory.server.dashboard.health;

import io.atomicinventory.engine.monitor.Violation;
import io.atomicinventory.server.dashboard.StoreClock;
import io.atomicinventory.server.monitor.Proof;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The proof of a store's books, for its page.
 *
 * @param state none, running, done or failed
 * @param total 0 until it has its turn
 * @param finishedAt null until it is
 */
record ProofView(
        String state,
        int done,
        int total,
        String step,
        @Nullable String finishedAt,
        List<Violation> violations,
        boolean mayHaveMore) {

    static ProofView of(Proof proof, ZoneId zone) {
        Instant finishedAt = proof.finishedAt();
        return new ProofView(
                proof.state().name().toLowerCase(Locale.ROOT),
                proof.done(),
                proof.total(),
                proof.step(),
                finishedAt == null ? null : new StoreClock(zone).full(finishedAt),
                proof.violations(),
                proof.mayHaveMore());
    }
}
