package io.atomicinventory.engine.walls;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.Together;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What the engine remembers of a store never serves another, which no wall of the database can guard. Stores that look
 * alike share lanes, batches and a memory that is too small for them: the same items and products, ids that are easily
 * confused, and factors that tell whose they are.
 */
class SharedMemoryTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    /** By upper case, by separators, and with hash codes that are equal. */
    private static final List<String> STORES =
            List.of("a", "A", "a:b", "a.b", "a-b", "a_b", "Aa", "BB", "AaAa", "BBBB", "AaBB", "BBAa");

    private static final int PRODUCTS = 3;
    private static final int INGREDIENTS = 30;
    /** A factor is its store's number by so many, and the number of the change that made it. */
    private static final int WHOSE = 1000;

    private static final int CALLERS = 6;
    private static final int SALES = 15;
    private static final int ROUNDS = 2;

    private final AtomicInteger lastSale = new AtomicInteger();

    /** What a sale took from one row, as its caller was told. */
    private record Taken(String store, long dishes, DeductedItem item) {
        BigDecimal factor() {
            return item.quantityDeducted().divideToIntegralValue(BigDecimal.valueOf(dishes));
        }

        String row() {
            return store + " " + item.inventoryStockId();
        }
    }

    private static void openStores() {
        for (int p = 0; p < PRODUCTS; p++) {
            List<String> ingredients = new ArrayList<>();
            for (int i = 0; i < INGREDIENTS; i++) {
                ingredients.add("Item " + (p * INGREDIENTS + i) + " piece 1");
            }
            OPEN.cafe().product("dish-" + p, "Dish", ingredients.toArray(String[]::new));
        }
        for (int s = 0; s < STORES.size(); s++) {
            OPEN.cafe().store(STORES.get(s));
            String items = " FROM generate_series(0, " + (PRODUCTS * INGREDIENTS - 1) + ") i";
            OPEN.database()
                    .execute(
                            "INSERT INTO inventory_stock (store_id, stock_id, item, unit, quantity) SELECT '"
                                    + STORES.get(s) + "', 'item-' || i, 'Item', 'piece', " + opening(s) + items,
                            "INSERT INTO conversion_mappings SELECT '" + STORES.get(s)
                                    + "', 'item ' || i, 'piece', 'Item', 'piece', 'item-' || i, " + factor(s, 0)
                                    + items);
        }
    }

    private static long opening(int store) {
        return 100_000_000L + store;
    }

    private static int factor(int store, int change) {
        return (store + 1) * WHOSE + change;
    }

    private List<Taken> sell(AtomicInventory engine, Random random, int sales) {
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i < sales; i++) {
            String store = STORES.get(random.nextInt(STORES.size()));
            long dishes = 1L + random.nextInt(3);
            String id = "t" + lastSale.incrementAndGet();
            DeductionRequest sale = new DeductionRequest(
                    id, store, List.of(new SaleItem("dish-" + random.nextInt(PRODUCTS), dishes)), "ana", id + "-key");
            Deducted deducted = (Deducted) engine.deductions().deductInventoryAtomic(sale);
            deducted.deductedItems().forEach(item -> taken.add(new Taken(store, dishes, item)));
        }
        return taken;
    }

    /** New factors of one ingredient in some stores, by whichever node. */
    private static List<Taken> changeMenus(AtomicInventory engine, Random random, int round) {
        Cafe manager = new Cafe(engine);
        for (int change = 1; change <= 12; change++) {
            int store = random.nextInt(STORES.size());
            int item = random.nextInt(PRODUCTS * INGREDIENTS);
            manager.map(
                    STORES.get(store),
                    "Item " + item,
                    "piece",
                    "item-" + item,
                    Integer.toString(factor(store, round * 20 + change)));
        }
        return List.of();
    }

    @Test
    void I3_whatIsRememberedOfAStoreNeverServesAnother() throws Exception {
        openStores();
        assertThat(STORES.size() * PRODUCTS * INGREDIENTS).as("more than fits").isGreaterThan(1000);
        EngineSettings small = EngineSettings.defaults().withLanes(1).withCachedRows(1000);
        AtomicInventory engine = OPEN.engine(small);
        long seed = Long.getLong("walls.seed", System.nanoTime());
        List<Taken> all = new ArrayList<>();
        for (int round = 1; round <= ROUNDS; round++) {
            int now = round;
            Together.<List<Taken>>call(CALLERS + 2, caller -> {
                        Random random = new Random(seed + now * 100L + caller);
                        return switch (caller) {
                            case CALLERS -> () -> changeMenus(engine, random, now);
                            case CALLERS + 1 -> () -> sell(OPEN.otherNode(), random, SALES / 3);
                            default -> () -> sell(engine, random, SALES);
                        };
                    })
                    .forEach(all::addAll);
            requireEachIsItsOwn(all, "walls.seed=" + seed + ", round " + round);
        }
    }

    private static void requireEachIsItsOwn(List<Taken> all, String description) {
        assertThat(all)
                .as(description + ": by whose factor")
                .allSatisfy(taken -> assertThat(taken.factor().longValue() / WHOSE - 1)
                        .as(taken.toString())
                        .isEqualTo(STORES.indexOf(taken.store())));
        Map<String, BigDecimal> left = new TreeMap<>();
        Map<String, Integer> movements = new TreeMap<>();
        for (Taken taken : all) {
            BigDecimal opening = BigDecimal.valueOf(opening(STORES.indexOf(taken.store())));
            left.merge(
                    taken.row(),
                    opening.subtract(taken.item().quantityDeducted()),
                    (sum, next) -> sum.subtract(taken.item().quantityDeducted()));
            movements.merge(taken.row(), 1, Integer::sum);
        }
        List<String> expected = left.entrySet().stream()
                .map(row -> row.getKey() + " " + row.getValue().toPlainString() + " " + movements.get(row.getKey()))
                .toList();
        assertThat(OPEN.database()
                        .value("SELECT string_agg(s.store_id || ' ' || s.stock_id || ' ' || trim_scale(s.quantity)"
                                + " || ' ' || s.version - 1, E'\\n' ORDER BY s.store_id, s.stock_id)"
                                + " FROM inventory_stock s WHERE s.stock_id LIKE 'item-%' AND s.version > 1"))
                .as(description + ": what is left, after so many sales")
                .isEqualTo(String.join("\n", expected));
    }
}
