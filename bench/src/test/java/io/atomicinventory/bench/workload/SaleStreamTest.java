package io.atomicinventory.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SaleStreamTest {
    private static final Dish DISH = new Dish("dish-000", List.of("item-000"), "00", "{}", "{}");
    private static final Dish SHORT = new Dish(Shape.SHORT_DISH, List.of(Shape.EMPTY), "00", "{}", "{}");
    private static final Menu MENU = new Menu(List.of(DISH), SHORT);

    @Test
    void theSharesOfReplaysAndShortagesAreWhatTheMixSays() {
        SaleStream stream = new SaleStream(MENU, new Mix(StoreChoice.uniform(3), 0.3, 0.1, false), "a");
        Set<String> keys = new HashSet<>();
        int replays = 0;
        int shortages = 0;
        for (int i = 0; i < 10_000; i++) {
            Sale sale = stream.next();
            if (!keys.add(sale.key())) {
                replays++;
            } else if (sale.dish().equals(SHORT)) {
                shortages++;
            }
            stream.answered(sale);
        }
        assertThat(replays).isBetween(2_800, 3_200);
        assertThat(shortages).isBetween(600, 800);
    }

    @Test
    void zipfSellsMostInTheFirstStore() {
        StoreChoice zipf = StoreChoice.zipf(5_000);
        SplittableRandom random = new SplittableRandom(7);
        int first = 0;
        for (int i = 0; i < 10_000; i++) {
            int store = zipf.next(random);
            assertThat(store).isBetween(0, 4_999);
            first += store == 0 ? 1 : 0;
        }
        assertThat(first).isBetween(900, 1_300);
    }
}
