package io.atomicinventory.bench.workload;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How large the chain is, and how many stock rows a sale takes from.
 *
 * @param lines of a sale: so many different stock rows, one piece each
 * @param itemsPerStore a multiple of the lines; as many as the lines means that all sales of a store want the same rows
 */
public record Shape(int stores, int lines, int itemsPerStore) {
    /** Nobody sells here but the engine, once of each dish, so that the baselines can write rows like its own. */
    public static final String SAMPLE_STORE = "sample";

    /** The stock item of which there is none. */
    public static final String EMPTY = "item-empty";

    /** Cannot be sold: its last line is {@link #EMPTY}. */
    public static final String SHORT_DISH = "dish-short";

    public Shape {
        if (stores < 1 || lines < 1 || itemsPerStore < lines || itemsPerStore % lines != 0) {
            throw new IllegalArgumentException("a store has a multiple of " + lines + " items, not " + itemsPerStore);
        }
    }

    public static Shape of(int stores, int lines) {
        return new Shape(stores, lines, lines);
    }

    public int dishes() {
        return itemsPerStore / lines;
    }

    public static String storeId(int number) {
        return "store-%05d".formatted(number);
    }

    public static String dishId(int number) {
        return "dish-%03d".formatted(number);
    }

    /** In the order of the ids, which is the order in which everybody locks. */
    List<String> stockIds(int dish) {
        return IntStream.range(dish * lines, (dish + 1) * lines)
                .mapToObj("item-%03d"::formatted)
                .toList();
    }

    List<String> stockIdsOfShortDish() {
        return IntStream.range(1, lines + 1)
                .mapToObj(line -> line == lines ? EMPTY : "item-%03d".formatted(line))
                .toList();
    }

    /** All stores that are sold in. */
    public List<String> storeIds() {
        return IntStream.range(0, stores).mapToObj(Shape::storeId).toList();
    }
}
