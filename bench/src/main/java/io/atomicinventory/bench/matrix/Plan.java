package io.atomicinventory.bench.matrix;

import static io.atomicinventory.bench.subject.SubjectKind.CEILING;
import static io.atomicinventory.bench.subject.SubjectKind.ENGINE;
import static io.atomicinventory.bench.subject.SubjectKind.FUNCTION;
import static io.atomicinventory.bench.subject.SubjectKind.ROW_BY_ROW;
import static io.atomicinventory.bench.subject.SubjectKind.SET_BASED;

import io.atomicinventory.bench.workload.Mix;
import io.atomicinventory.bench.workload.StoreChoice;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** What is measured, in which order, and for how long. The hot cell comes first: half of its load is measured later. */
public record Plan(List<Cell> cells, int repetitions, Duration warmUp, Duration measured) {
    private static final StoreChoice ONE = StoreChoice.uniform(1);

    public Plan {
        if (repetitions < 1) {
            throw new IllegalArgumentException("repetitions: must be at least 1");
        }
        if (cells.isEmpty()) {
            throw new IllegalArgumentException("there is no such cell");
        }
        cells = List.copyOf(cells);
    }

    /** About 20 minutes with three repetitions. */
    public static Plan full(int repetitions) {
        List<Cell> cells = List.of(
                hot(),
                manyStores().of(ENGINE, ROW_BY_ROW, SET_BASED, FUNCTION),
                oneCaller(),
                twoNodes(),
                halfLoad(),
                Cell.engineOnly("5,000 stores", 5_000),
                Cell.engineOnly("5,000 stores, Zipf", 5_000).mix(Mix.of(StoreChoice.zipf(5_000))),
                Cell.engineOnly("1 line", 1).lines(1),
                Cell.engineOnly("4 lines", 1).lines(4),
                Cell.engineOnly("16 callers", 1).callers(16),
                Cell.engineOnly("30 % replays", 1).mix(new Mix(ONE, 0.3, 0, false)),
                Cell.engineOnly("10 % shortages", 1).mix(new Mix(ONE, 0, 0.1, false)),
                Cell.engineOnly(Cell.VOIDS, 1).mix(new Mix(ONE, 0, 0, true)));
        return new Plan(cells, repetitions, Duration.ofSeconds(3), Duration.ofSeconds(8));
    }

    /** At most 3 minutes with three repetitions, for a first look; too short for figures to publish. */
    public static Plan quick(int repetitions) {
        List<Cell> cells = List.of(hot(), manyStores().of(ENGINE, FUNCTION), oneCaller(), twoNodes(), halfLoad());
        return new Plan(cells, repetitions, Duration.ofSeconds(1), Duration.ofMillis(1_500));
    }

    /** @param part of the names of those cells that stay */
    public Plan only(String part) {
        return new Plan(
                cells.stream()
                        .filter(cell ->
                                Pattern.compile(part).matcher(cell.name()).find())
                        .toList(),
                repetitions,
                warmUp,
                measured);
    }

    private static Cell hot() {
        return Cell.engineOnly(Cell.HOT, 1).of(ENGINE, ROW_BY_ROW, SET_BASED, FUNCTION, CEILING);
    }

    private static Cell manyStores() {
        return Cell.engineOnly(Cell.MANY_STORES, 100);
    }

    private static Cell oneCaller() {
        return Cell.engineOnly(Cell.ONE_CALLER, 1).callers(1).of(ENGINE, SET_BASED);
    }

    private static Cell twoNodes() {
        return Cell.engineOnly(Cell.TWO_NODES, 1).nodes(2);
    }

    private static Cell halfLoad() {
        return Cell.engineOnly(Cell.HALF_LOAD, 1).callers(0);
    }

    int measurements() {
        return repetitions
                * cells.stream().mapToInt(cell -> cell.subjects().size()).sum();
    }
}
