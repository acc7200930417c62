package io.atomicinventory.bench.workload;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Which store sells next. Immutable. */
public final class StoreChoice {
    /** Of Zipf's law: the busiest of 5,000 stores makes a ninth of all sales. */
    public static final double EXPONENT = 1.0;

    private final double[] cumulative;

    private StoreChoice(double[] weights) {
        cumulative = weights;
        Arrays.parallelPrefix(cumulative, Double::sum);
    }

    public static StoreChoice uniform(int stores) {
        double[] weights = new double[stores];
        Arrays.fill(weights, 1);
        return new StoreChoice(weights);
    }

    public static StoreChoice zipf(int stores) {
        double[] weights = new double[stores];
        Arrays.setAll(weights, rank -> 1 / Math.pow(rank + 1, EXPONENT));
        return new StoreChoice(weights);
    }

    public int next(RandomGenerator random) {
        if (cumulative.length == 1) {
            return 0;
        }
        int found = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[cumulative.length - 1]);
        return Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
    }
}
