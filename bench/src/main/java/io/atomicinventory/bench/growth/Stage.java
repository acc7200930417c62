package io.atomicinventory.bench.growth;

import io.atomicinventory.bench.measure.Spread;
import java.util.List;

/**
 * How fast the engine sold at one size of the books.
 *
 * @param target the size that was wanted
 * @param movements there were when this stage began
 * @param hot sales per second in one store
 * @param many sales per second over all stores
 * @param readings what the monitor takes on the hot store
 */
public record Stage(long target, long movements, Spread hot, Spread many, List<Reading> readings) {

    static Stage of(long target, long movements, List<Double> hot, List<Double> many, List<Reading> readings) {
        return new Stage(target, movements, spread(hot), spread(many), List.copyOf(readings));
    }

    private static Spread spread(List<Double> rates) {
        return Spread.of(rates.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
