package io.atomicinventory.server.dashboard.queue;

import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.queue.QueueDecision;
import io.atomicinventory.engine.queue.QueueEntry;
import io.atomicinventory.engine.queue.QueueReason;
import io.atomicinventory.engine.queue.QueueStatus;
import io.atomicinventory.server.dashboard.StoreClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A queued sale in words.
 *
 * @param state one word, or a few
 * @param look how the state is painted: a class of the style sheet
 * @param wrong what is short or stands in the way; after an approval in part, what was short
 * @param nextTry null once it is settled
 * @param settled by whom and when; null while it is open
 */
record QueuedSale(
        String queueId,
        String transactionId,
        boolean isOpen,
        String state,
        String look,
        List<String> items,
        String happenedAt,
        String recordedAt,
        String waitsFor,
        String from,
        String who,
        String reason,
        List<String> wrong,
        @Nullable String nextTry,
        @Nullable String settled,
        @Nullable String note) {
    /** @param names of products, by id */
    static QueuedSale of(QueueEntry entry, Map<String, String> names, ZoneId zone, Instant now) {
        State state = State.of(entry);
        String claimed = entry.claimedUserId();
        return new QueuedSale(
                entry.queueId(),
                entry.transactionId(),
                entry.status().isOpen(),
                state.word,
                state.look,
                items(entry, names),
                time(entry.occurredAt(), zone),
                time(entry.recordedAt(), zone),
                inWords(Duration.between(entry.recordedAt(), now)),
                entry.deviceId() == null ? "the till, while it was connected" : "device " + entry.deviceId(),
                entry.queuedBy() + (claimed == null ? "" : ", who named " + claimed),
                entry.reason() == QueueReason.OFFLINE ? "sold offline" : "short when it was sold",
                entry.problems().stream().map(Problem::text).toList(),
                entry.status().isOpen() ? nextTry(entry, zone, now) : null,
                settled(entry, zone),
                entry.note());
    }

    private enum State {
        WAITING("Waiting", "plain"),
        SHORT("Short", "warning"),
        TOO_LATE("Too late", "critical"),
        FAILING("Failing", "critical"),
        SYNCED("Deducted by itself", "healthy"),
        ALREADY_DEDUCTED("Was deducted already", "healthy"),
        APPROVED("Approved in full", "healthy"),
        APPROVED_AVAILABLE("Approved: what was there", "healthy"),
        REJECTED("Rejected", "plain"),
        VOIDED("Voided", "plain");

        private final String word;
        private final String look;

        State(String word, String look) {
            this.word = word;
            this.look = look;
        }

        static State of(QueueEntry entry) {
            QueueDecision decision = entry.decision();
            if (decision != null) {
                return valueOf(decision.name());
            }
            if (entry.waitsForPerson()) {
                return TOO_LATE;
            }
            boolean isFailing = entry.problems().stream()
                    .anyMatch(problem -> problem.reason() != Problem.Reason.INSUFFICIENT_STOCK);
            return isFailing ? FAILING : entry.status() == QueueStatus.INSUFFICIENT_STOCK ? SHORT : WAITING;
        }
    }

    private static List<String> items(QueueEntry entry, Map<String, String> names) {
        return entry.items().stream()
                .map(item -> {
                    String tillsName = item.productName() == null ? item.productId() : item.productName();
                    return item.quantity().toPlainString() + " × " + names.getOrDefault(item.productId(), tillsName);
                })
                .toList();
    }

    private static String nextTry(QueueEntry entry, ZoneId zone, Instant now) {
        if (entry.waitsForPerson()) {
            return "none by itself: it happened too long ago, so a person decides";
        }
        return entry.nextAttemptAt().isAfter(now) ? time(entry.nextAttemptAt(), zone) : "with the next synchronisation";
    }

    private static @Nullable String settled(QueueEntry entry, ZoneId zone) {
        Instant at = entry.decidedAt();
        if (at == null) {
            return null;
        }
        return State.of(entry).word + " by " + entry.decidedBy() + " at " + time(at, zone);
    }

    static String time(Instant time, ZoneId zone) {
        return new StoreClock(zone).date(time);
    }

    private static String inWords(Duration wait) {
        if (wait.toDays() > 1) {
            return wait.toDays() + " days";
        }
        if (wait.toHours() > 1) {
            return wait.toHours() + " hours";
        }
        return wait.toMinutes() < 1 ? "less than a minute" : wait.toMinutes() + " min";
    }
}
