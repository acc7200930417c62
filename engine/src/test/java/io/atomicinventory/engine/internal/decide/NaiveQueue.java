package io.atomicinventory.engine.internal.decide;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What waits, as the oracle sees it: one entry for each sale, which is settled once. */
final class NaiveQueue {
    private final Map<String, Entry> entries = new HashMap<>();

    static final class Entry {
        final String transactionId;
        final String asked; // its items, as text
        String status;
        int attempt = 1;
        int failures;

        Entry(String transactionId, String asked, String status) {
            this.transactionId = transactionId;
            this.asked = asked;
            this.status = status;
        }

        boolean isOpen() {
            return status.equals("pending") || status.equals("insufficient_stock");
        }

        /** @return what became of it, as text */
        String settle(String how, String decision, String why) {
            status = how;
            failures = 0;
            return describe() + " decided " + decision + " because " + why;
        }

        String describe() {
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
}
