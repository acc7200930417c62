package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.stock.MovementOutcome.Recorded;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes with their lanes and memories, at random, on the same stores. */
class LaneNodesTest {
    private static final int CALLERS_OF_A_NODE = 16;
    private static final int ROUNDS = 40;
    private static final int STORES = 20;

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void I1_I2_I4_I5_everythingIsInTheBooksOnceAndAddsUp(int lanes) throws Exception {
        long seed = Long.getLong("lanes.seed", ThreadLocalRandom.current().nextInt(1_000_000));
        Branches.open(OPEN, STORES);
        EngineSettings settings = EngineSettings.defaults().withLanes(lanes).withRequestTimeout(Duration.ofSeconds(60));
        List<AtomicInventory> nodes = List.of(
                OPEN.engine(settings),
                AtomicInventory.on(OPEN.database().pool(12)).settings(settings).open());

        List<List<Done>> all = Together.call(
                2 * CALLERS_OF_A_NODE,
                caller -> () ->
                        work(nodes.get(caller % 2), nodes.get((caller + 1) % 2), new Random(seed + caller), caller));

        assertThat(all)
                .as("-Dlanes.seed=%s", seed)
                .satisfies(done ->
                        assertShelves(done.stream().flatMap(List::stream).toList()));
    }

    /** What was asked for, under one key, and what its first caller and those who repeated it were told. */
    private record Done(Asked asked, Outcome first, List<Outcome> again) {}

    /** @param product {@code cups} where these are received */
    private record Asked(String storeId, String id, String product, int quantity) {
        Outcome of(AtomicInventory node) {
            return product.equals("cups")
                    ? new Cafe(node).receive(storeId, "cup", "" + quantity, id + "-key")
                    : Branches.sell(node, storeId, id, product, quantity);
        }
    }

    private static List<Done> work(AtomicInventory node, AtomicInventory other, Random random, int caller) {
        List<Done> done = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            String product = List.of("cups", Cafe.COFFEE, Cafe.COFFEE, Cafe.CROFFLE, Cafe.CROFFLE)
                    .get(random.nextInt(5));
            // Half of all goes to one store, where some of it is refused in the end.
            String store = "s" + (random.nextBoolean() ? 0 : random.nextInt(STORES));
            Asked asked = new Asked(store, caller + "-" + round, product, 1 + random.nextInt(3));
            done.add(new Done(asked, asked.of(node), new ArrayList<>()));
            if (random.nextInt(3) == 0) {
                Done earlier = done.get(random.nextInt(done.size()));
                earlier.again().add(earlier.asked().of(random.nextBoolean() ? node : other));
            }
        }
        return done;
    }

    private static void assertShelves(List<Done> all) {
        Map<String, Integer> cups = new TreeMap<>();
        Map<String, Integer> creams = new TreeMap<>();
        int refused = 0;
        for (Done done : all) {
            Asked asked = done.asked();
            boolean isTaken = isTaken(done.first(), false);
            done.again().forEach(again -> assertThat(isTaken(again, true)).isEqualTo(isTaken));
            refused += isTaken ? 0 : 1;
            if (isTaken) {
                int quantity = asked.product().equals("cups") ? asked.quantity() : -asked.quantity();
                (asked.product().equals(Cafe.CROFFLE) ? creams : cups).merge(asked.storeId(), quantity, Integer::sum);
            }
        }
        assertThat(refused).as("some are refused").isPositive();
        for (int i = 0; i < STORES; i++) {
            String store = "s" + i;
            assertThat(OPEN.cafe().quantity(store, "cup"))
                    .isEqualByComparingTo("" + (100 + cups.getOrDefault(store, 0)));
            assertThat(OPEN.cafe().quantity(store, "cream"))
                    .isEqualByComparingTo("" + (100 + creams.getOrDefault(store, 0)));
        }
        assertThat(OPEN.count("inventory_deduction_idempotency")).isEqualTo(all.size());
    }

    private static boolean isTaken(Outcome outcome, boolean isReplay) {
        return switch (outcome) {
            case Deducted deducted -> {
                assertThat(deducted.replayed()).isEqualTo(isReplay);
                yield true;
            }
            case Refused refused -> {
                assertThat(refused.replayed()).isEqualTo(isReplay);
                yield false;
            }
            case Recorded recorded -> {
                assertThat(recorded.replayed()).isEqualTo(isReplay);
                yield true;
            }
            default -> throw new AssertionError(outcome);
        };
    }
}
