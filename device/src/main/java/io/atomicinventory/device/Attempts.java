package io.atomicinventory.device;

import io.atomicinventory.device.client.Reply;
import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueException;
import io.atomicinventory.device.queue.QueueUncertainException;
import io.atomicinventory.device.queue.Settlement;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What selling and voiding have in common while somebody waits for it. Thread-safe. */
final class Attempts {
    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final OfflineSaleQueue queue;
    private final TillSettings settings;
    private final Contact contact;
    private final Runnable whenBack;

    /** @param whenBack the server answers again */
    Attempts(OfflineSaleQueue queue, TillSettings settings, Contact contact, Runnable whenBack) {
        this.queue = queue;
        this.settings = settings;
        this.contact = contact;
        this.whenBack = whenBack;
    }

    /** So long the synchronisation leaves it alone. */
    Duration hold() {
        return settings.sellDeadline().plus(settings.holdMargin());
    }

    Reply hear(Reply reply) {
        if (contact.hear(reply)) {
            whenBack.run();
        }
        return reply;
    }

    /** A failure of the disk does no harm: it is asked for again. */
    void settle(Settlement settlement) {
        try {
            queue.settle(List.of(settlement), settings.checkAfter(0));
        } catch (QueueException e) {
            LOG.warn(
                    "What became of {} could not be written down; it is asked for again",
                    settlement.entry().transactionId(),
                    e);
        }
    }

    /** It was sent, and nobody knows what became of it: where it cannot be promised either, that is what has to be told. */
    Entry promise(Entry entry, String why) {
        try {
            return queue.promise(entry, why);
        } catch (QueueException e) {
            throw new QueueUncertainException(e);
        }
    }
}
