package io.atomicinventory.bench.workload;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The sales of one caller, one after the other; the same for every subject. Not thread-safe. */
public final class SaleStream {
    private static final int REMEMBERED = 16;

    private final Menu menu;
    private final Mix mix;
    private final String prefix;
    private final SplittableRandom random;
    private final Sale[] earlier = new Sale[REMEMBERED];
    private int answered;
    private int made;
    private @Nullable Sale toVoid;

    /** @param prefix no two streams of a database have the same */
    public SaleStream(Menu menu, Mix mix, String prefix) {
        this.menu = menu;
        this.mix = mix;
        this.prefix = prefix;
        this.random = new SplittableRandom(prefix.hashCode());
    }

    public Sale next() {
        if (answered > 0 && random.nextDouble() < mix.replays()) {
            return earlier[random.nextInt(Math.min(answered, REMEMBERED))];
        }
        if (toVoid != null) {
            return toVoid.voided();
        }
        boolean isShort = mix.shortages() > 0 && random.nextDouble() < mix.shortages();
        Dish dish = isShort
                ? menu.shortDish()
                : menu.dishes().get(random.nextInt(menu.dishes().size()));
        String number = prefix + "-" + ++made;
        return new Sale(
                Shape.storeId(mix.stores().next(random)),
                dish,
                "transaction-" + number,
                "till-" + number + "-attempt-1",
                false);
    }

    /** From now on it may be sent again. */
    public void answered(Sale sale) {
        toVoid = mix.voids() && !sale.isVoid() ? sale : null;
        earlier[answered++ % REMEMBERED] = sale;
    }
}
