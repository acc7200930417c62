package io.atomicinventory.engine.internal.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What waits, as the oracle sees it: one entry for each sale, which is settled once. */
final class NaiveQueue {
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Integer> attemptsSeen = new HashMap<>();

    static final class Entry {
        final String transactionId;
        final List<Scenario.Line> lines;
        final String items;
        final Instant soldAt;
        final Instant toldAt;
        String status;
        int attempt = 1;
        int failures;

        Entry(String transactionId, List<Scenario.Line> lines, Instant soldAt, Instant toldAt, String status) {
            this.transactionId = transactionId;
            this.lines = lines;
            this.items = NaiveMenu.items(lines);
            this.soldAt = soldAt;
            this.toldAt = toldAt;
            this.status = status;
        }

        boolean isOpen() {
            return status.equals("pending") || status.equals("insufficient_stock");
        }

        /** All return what became of it, as text. */
        String added(String how, List<String> problems) {
            return describe() + " added " + how + " at " + soldAt + " because " + problems;
        }

        String settle(String how, String decision, @Nullable String note) {
            status = how;
            failures = 0;
            return describe() + " decided " + decision + " by till-1 because " + note;
        }

        String foundShort(List<String> problems) {
            status = "insufficient_stock";
            attempt++;
            failures = 0;
            return describe() + " again after PT0S met " + problems;
        }

        /** It is left alone for 15 seconds, then for twice as long each time, up to an hour. */
        String failed(String forWhom, List<String> problems) {
            Duration pause = Duration.ofSeconds(15);
            for (int i = 0; i < failures; i++) {
                pause = pause.compareTo(Duration.ofMinutes(30)) > 0 ? Duration.ofHours(1) : pause.plus(pause);
            }
            failures++;
            return describe() + forWhom + " again after " + pause + " met " + problems;
        }

        private String describe() {
            return "queue " + transactionId + ": " + status + " attempt " + attempt + " failures " + failures;
        }
    }

    @Nullable
    Entry of(String transactionId) {
        return entries.get(transactionId);
    }

    Entry add(Entry entry) {
        entries.put(entry.transactionId, entry);
        return entry;
    }

    void look() {
        attemptsSeen.clear();
        entries.forEach((id, entry) -> attemptsSeen.put(id, entry.attempt));
    }

    /** Null where there was no entry when the sender looked. */
    @Nullable
    Integer attemptSeen(String transactionId) {
        return attemptsSeen.get(transactionId);
    }
}
