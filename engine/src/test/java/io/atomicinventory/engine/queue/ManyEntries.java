package io.atomicinventory.engine.queue;

import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A long queue, made at once: the first entry by the service, and the others like it. */
final class ManyEntries {
    private ManyEntries() {}

    /** Americanos named {@code sale-0} and so on, a second apart, queued in the order of the numbers. */
    static void queue(OpenCafe open, List<Integer> numbers, Instant first) {
        String template = "sale-" + numbers.getFirst();
        new Counter(open.engine()).queued(template, Cafe.COFFEE, 1, first.plusSeconds(numbers.getFirst()));
        List<Integer> others = numbers.subList(1, numbers.size());
        open.database().execute("""
                INSERT INTO offline_transaction_queue (store_id, queue_id, transaction_id, device_id, items, items_hash,
                    reason, attempt, queued_by, occurred_at)
                SELECT t.store_id, n.queue_id, n.transaction_id, t.device_id, t.items, t.items_hash, t.reason, t.attempt,
                       t.queued_by, '%s'::timestamptz + n.number * interval '1 second'
                FROM offline_transaction_queue t,
                     (SELECT unnest('{%s}'::text[]) AS queue_id, unnest('{%s}'::text[]) AS transaction_id,
                             unnest('{%s}'::int[]) AS number) n
                WHERE t.transaction_id = '%s'""".formatted(
                        first,
                        list(others, number -> Counter.id("sale-" + number)),
                        list(others, number -> "sale-" + number),
                        list(others, String::valueOf),
                        template));
    }

    private static String list(List<Integer> numbers, Function<Integer, String> text) {
        return numbers.stream().map(text).collect(Collectors.joining(","));
    }
}
