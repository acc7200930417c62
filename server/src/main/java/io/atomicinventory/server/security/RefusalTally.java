package io.atomicinventory.server.security;

import io.atomicinventory.engine.access.AuditEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Adds up refusals that are the same but for their time and address on the server, so that a flood of them fills neither
 * the memory nor the disk. The first of a kind is due at once, those that follow within a minute together at its end.
 * Thread-safe.
 */
final class RefusalTally {
    private static final Duration TOGETHER = Duration.ofMinutes(1);
    private static final int MOST_KINDS = 10_000;

    private final Map<Kind, Refusals> kinds = new HashMap<>();

    private record Kind(String storeId, String who, String role, String address, String operation, int status) {
        static Kind of(AuditEvent event) {
            return new Kind(
                    String.valueOf(event.storeId()),
                    event.who(),
                    event.role(),
                    event.address(),
                    event.operation(),
                    event.status());
        }
    }

    private static final class Refusals {
        private AuditEvent first;
        private int times;
        private Instant dueFrom;

        private Refusals(AuditEvent first) {
            this.first = first;
            this.dueFrom = first.occurredAt();
        }

        private void add(AuditEvent event) {
            if (times == 0) {
                first = event;
            }
            times++;
        }
    }

    synchronized void add(AuditEvent event) {
        AuditEvent known = kinds.size() < MOST_KINDS || kinds.containsKey(Kind.of(event)) ? event : oneOfMany(event);
        kinds.computeIfAbsent(Kind.of(known), kind -> new Refusals(known)).add(known);
    }

    /** Beyond all bounds only their number is kept. */
    private static AuditEvent oneOfMany(AuditEvent event) {
        return new AuditEvent(
                null, event.occurredAt(), "", "", "(many)", "(many)", "", event.status(), event.result(), 1);
    }

    /** @param isLast whether nothing may stay behind */
    synchronized List<AuditEvent> takeDue(Instant now, boolean isLast) {
        List<AuditEvent> due = new ArrayList<>();
        for (Iterator<Refusals> all = kinds.values().iterator(); all.hasNext(); ) {
            Refusals same = all.next();
            if (now.isBefore(same.dueFrom) && !isLast) {
                continue;
            }
            if (same.times == 0) {
                all.remove();
                continue;
            }
            due.add(same.first.times(same.times));
            same.times = 0;
            same.dueFrom = now.plus(TOGETHER);
        }
        return due;
    }
}
