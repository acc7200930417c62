package io.atomicinventory.bench.matrix;

import io.atomicinventory.bench.subject.SubjectKind;
import io.atomicinventory.bench.workload.Mix;
import io.atomicinventory.bench.workload.Shape;
import io.atomicinventory.bench.workload.StoreChoice;
import java.util.List;

/**
 * One workload and who is measured with it.
 *
 * @param callers of a closed loop; 0 for sales that arrive by themselves, at half of what the engine took in {@link #HOT}
 * @param nodes engines, each with its own pool and memory, that share the callers
 */
public record Cell(String name, Shape shape, Mix mix, int callers, int nodes, List<SubjectKind> subjects) {
    /** The base that every other cell differs from in one thing. */
    public static final String HOT = "hot store, 10 lines, 256 callers";

    public static final String MANY_STORES = "100 stores";
    public static final String ONE_CALLER = "1 caller";
    public static final String TWO_NODES = "2 nodes";
    public static final String VOIDS = "each sale voided";
    public static final String HALF_LOAD = "half load, open loop";

    static final int CALLERS = 256;
    static final int LINES = 10;

    static Cell engineOnly(String name, int stores) {
        return new Cell(
                name,
                Shape.of(stores, LINES),
                Mix.of(StoreChoice.uniform(stores)),
                CALLERS,
                1,
                List.of(SubjectKind.ENGINE));
    }

    Cell lines(int lines) {
        return new Cell(name, Shape.of(shape.stores(), lines), mix, callers, nodes, subjects);
    }

    Cell mix(Mix other) {
        return new Cell(name, shape, other, callers, nodes, subjects);
    }

    Cell callers(int number) {
        return new Cell(name, shape, mix, number, nodes, subjects);
    }

    Cell nodes(int number) {
        return new Cell(name, shape, mix, callers, number, subjects);
    }

    Cell of(SubjectKind... kinds) {
        return new Cell(name, shape, mix, callers, nodes, List.of(kinds));
    }

    boolean isOpenLoop() {
        return callers == 0;
    }
}
