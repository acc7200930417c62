package io.atomicinventory.server.security;

import io.atomicinventory.engine.access.AuditEvent;
import io.atomicinventory.server.exposure.ClientNetwork;
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
 * Whoever makes up more kinds than a till in trouble has gets the rest added up under his name: he takes room from
 * himself, and cannot hide what others do. Thread-safe.
 */
final class RefusalTally {
    private static final Duration TOGETHER = Duration.ofMinutes(1);
    private static final int MOST_KINDS = 10_000;
    private static final int MOST_KINDS_OF_ONE = 50;
    private static final String MANY = "(many)";

    private final Map<Kind, Refusals> kinds = new HashMap<>();
    private final Map<String, Integer> kindsOf = new HashMap<>();

    private record Kind(String storeId, String who, String role, String address, String operation, int status) {
        static Kind of(AuditEvent event) {
            return new Kind(
                    String.valueOf(event.storeId()),
                    event.who(),
                    event.role(),
                    ClientNetwork.of(event.address()),
                    event.operation(),
                    event.status());
        }

        /** A principal; or a network of strangers, who may give themselves any name. */
        String caller() {
            return role.isEmpty() ? address : who;
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
        AuditEvent known = bounded(event);
        Kind kind = Kind.of(known);
        Refusals same = kinds.get(kind);
        if (same == null) {
            same = new Refusals(known);
            kinds.put(kind, same);
            kindsOf.merge(kind.caller(), 1, Integer::sum);
        }
        same.add(known);
    }

    private AuditEvent bounded(AuditEvent event) {
        Kind kind = Kind.of(event);
        if (kinds.containsKey(kind)) {
            return event;
        }
        if (kinds.size() >= MOST_KINDS) {
            return many(event, "", "", "");
        }
        return kindsOf.getOrDefault(kind.caller(), 0) < MOST_KINDS_OF_ONE
                ? event
                : many(event, event.role().isEmpty() ? "" : event.who(), event.role(), event.address());
    }

    private static AuditEvent many(AuditEvent event, String who, String role, String address) {
        return new AuditEvent(
                null, event.occurredAt(), who, role, address, MANY, "", event.status(), event.result(), 1);
    }

    /** @param isLast whether nothing may stay behind */
    synchronized List<AuditEvent> takeDue(Instant now, boolean isLast) {
        List<AuditEvent> due = new ArrayList<>();
        for (Iterator<Map.Entry<Kind, Refusals>> all = kinds.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Kind, Refusals> entry = all.next();
            Refusals same = entry.getValue();
            if (now.isBefore(same.dueFrom) && !isLast) {
                continue;
            }
            if (same.times == 0) {
                kindsOf.computeIfPresent(entry.getKey().caller(), (caller, number) -> number == 1 ? null : number - 1);
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
