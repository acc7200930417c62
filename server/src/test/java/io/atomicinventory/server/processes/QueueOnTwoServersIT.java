package io.atomicinventory.server.processes;

import static io.atomicinventory.server.queue.Queues.answered;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Together;
import io.atomicinventory.server.queue.Queues;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.Shops;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Whoever settles the queue may do so at either of two servers, and at both at once. */
class QueueOnTwoServersIT {
    private static final int SYNCS = 8;
    private static final int ENTRIES = 300;
    private static final int FITTING = 200;
    private static final int ROUNDS = 50;

    @TempDir
    private static Path folder;

    private static ServerPair pair;

    /** What a manager may say, and what the entry is afterwards. */
    private enum Choice {
        ALL("approve", "{\"mode\": \"full\", \"note\": \"by manager %d\"}", "approved", 4),
        AVAILABLE("approve", "{\"mode\": \"available\", \"note\": \"by manager %d\"}", "approved_available", 4),
        NONE("reject", "{\"reason\": \"by manager %d\"}", "rejected", 0);

        private final String call;
        private final String body;
        private final String decision;
        private final long movements;

        Choice(String call, String body, String decision, long movements) {
            this.call = call;
            this.body = body;
            this.decision = decision;
            this.movements = movements;
        }
    }

    @BeforeAll
    static void start() {
        pair = ServerPair.start(folder, Map.of("INVENTORY_QUEUE_SYNC_INTERVAL", "0"));
    }

    @AfterAll
    static void booksAreRight() {
        pair.requireRightBooks();
        pair.close();
    }

    @Test
    void I2_eightSyncsAtOnceAtTwoServersProcessEachEntryOnceAndSkipNone() throws Exception {
        String store = Shops.open(pair.cafe(), Integer.toString(FITTING));
        Together.call(SYNCS, till -> () -> {
            for (int i = till; i < ENTRIES; i += SYNCS) {
                answered(shop(till, store).queue("sale-" + i, "caramel-croffle", 1, null), 201);
            }
            return till;
        });

        List<JsonNode> reports = Together.call(SYNCS, i -> () -> shop(i, store).sync());

        String ofStore = " WHERE store_id = '" + store + "' AND ";
        assertThat(pair.count("offline_transaction_queue" + ofStore + "decision = 'synced' AND attempt = 1"))
                .isEqualTo(FITTING);
        assertThat(pair.count("offline_transaction_queue" + ofStore + "status = 'insufficient_stock' AND attempt = 2"))
                .isEqualTo(ENTRIES - FITTING);
        assertThat(pair.count("inventory_movements" + ofStore + "kind = 'deduction'"))
                .isEqualTo(4 * FITTING);
        // One outcome for each entry, taken or short: the other seven met it, or the entry as it was afterwards.
        assertThat(pair.count("inventory_deduction_idempotency" + ofStore + "operation = 'deduction'"))
                .isEqualTo(ENTRIES);
        assertThat(shop(0, store).quantity("cream")).isEqualTo("0");
        assertThat(reports)
                .allSatisfy(report -> assertThat(report.path("failed").asInt()).isZero());
        assertThat(reports.stream()
                        .mapToInt(report -> report.path("synced").asInt())
                        .sum())
                .isGreaterThanOrEqualTo(FITTING);
    }

    @Test
    void I2_ofTwoManagersWhoDecideAtOnceAtTwoServersOneWinsAndTheOtherIsTold() throws Exception {
        String store = Shops.open(pair.cafe());
        Choice[] choices = Choice.values();
        for (int i = 0; i < ROUNDS; i++) {
            List<Choice> chosen = List.of(choices[i % 3], choices[i / 3 % 3]);
            String entry = shop(i, store).queued("decided-" + i, 1);

            List<Http.Answer> told = Together.call(
                    2, manager -> () -> decide(shop(manager, store), entry, chosen.get(manager), manager));

            requireOneWon(told, chosen, shop(i, store).entry(entry));
        }
    }

    private static Http.Answer decide(Queues shop, String entry, Choice choice, int manager) {
        return shop.decide(entry, choice.call, choice.body.formatted(manager));
    }

    private static void requireOneWon(List<Http.Answer> told, List<Choice> chosen, JsonNode entry) {
        List<Choice> won = new ArrayList<>();
        for (int manager = 0; manager < told.size(); manager++) {
            Http.Answer answer = told.get(manager);
            if (answer.status() == 200) {
                assertThat(answer.json()).isEqualTo(entry);
                won.add(chosen.get(manager));
            } else {
                assertThat(answer.status()).as(answer.toString()).isEqualTo(409);
                assertThat(answer.slug()).isEqualTo("state-conflict");
            }
        }
        boolean isTheSame = chosen.getFirst() == chosen.getLast();
        assertThat(won).as(told.toString()).hasSize(isTheSame ? 2 : 1);
        assertThat(entry.path("decision").asString()).isEqualTo(won.getFirst().decision);
        assertThat(pair.count("inventory_movements WHERE transaction_id = '"
                        + entry.path("transactionId").asString() + "'"))
                .isEqualTo(won.getFirst().movements);
    }

    private static Queues shop(int caller, String store) {
        return new Queues(pair.http(caller), store);
    }
}
