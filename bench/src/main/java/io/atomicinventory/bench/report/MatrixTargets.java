package io.atomicinventory.bench.report;

import static io.atomicinventory.bench.subject.SubjectKind.CEILING;
import static io.atomicinventory.bench.subject.SubjectKind.ENGINE;
import static io.atomicinventory.bench.subject.SubjectKind.FUNCTION;
import static io.atomicinventory.bench.subject.SubjectKind.ROW_BY_ROW;
import static io.atomicinventory.bench.subject.SubjectKind.SET_BASED;

import io.atomicinventory.bench.matrix.Cell;
import io.atomicinventory.bench.matrix.Results;
import io.atomicinventory.bench.measure.Figures;
import io.atomicinventory.bench.subject.SubjectKind;
import java.util.List;

/** The targets that one run of the matrix can tell about, from the medians of that run. */
final class MatrixTargets {
    private static final String TIMES = "%.2f ×";
    private static final String PERCENT = "%.1f %%";

    private MatrixTargets() {}

    static List<Target> of(Results results) {
        return List.of(
                speed(results, "hot store", Cell.HOT, ROW_BY_ROW, 25),
                speed(results, "hot store", Cell.HOT, SET_BASED, 9),
                speed(results, "hot store", Cell.HOT, FUNCTION, 7),
                speed(results, "100 stores", Cell.MANY_STORES, ROW_BY_ROW, 7),
                speed(results, "100 stores", Cell.MANY_STORES, SET_BASED, 3.5),
                speed(results, "100 stores", Cell.MANY_STORES, FUNCTION, 1.8),
                Target.atLeast(
                        "share of the ceiling, hot",
                        50,
                        100 * results.ratio(Cell.HOT, ENGINE, Cell.HOT, CEILING),
                        PERCENT),
                Target.atMost(
                        "latency (p50) of one caller alone against (b) alone",
                        1.0,
                        results.median(Cell.ONE_CALLER, ENGINE, Figures::p50Millis)
                                / results.median(Cell.ONE_CALLER, SET_BASED, Figures::p50Millis),
                        TIMES),
                Target.atMost(
                        "p99 at half of the maximum load against its p50",
                        6,
                        results.median(Cell.HALF_LOAD, ENGINE, Figures::p99Millis)
                                / results.median(Cell.HALF_LOAD, ENGINE, Figures::p50Millis),
                        TIMES),
                Target.atLeast(
                        "two nodes on one hot store against one node",
                        0.5,
                        results.ratio(Cell.TWO_NODES, ENGINE, Cell.HOT, ENGINE),
                        TIMES),
                Target.atLeast(
                        "sales and voids in turn against sales alone: a void costs no more than a sale",
                        1.0,
                        results.ratio(Cell.VOIDS, ENGINE, Cell.HOT, ENGINE),
                        TIMES));
    }

    private static Target speed(Results results, String name, String cell, SubjectKind other, double bound) {
        return Target.atLeast(
                name + ", 256 callers, against " + other.label(),
                bound,
                results.ratio(cell, ENGINE, cell, other),
                TIMES);
    }
}
