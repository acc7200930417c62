package io.atomicinventory.engine.internal.figures;

import java.util.Arrays;

/**
 * How many took how long, in fixed buckets: each bound is half as much again as the one before, from 0.25 ms to 32 s, and
 * one bucket holds what took longer. The numbers are kept in the database by their position, so the bounds never change.
 */
final class Durations {
    private static final long[] BOUNDS_MICROS = new long[30];

    static {
        double bound = 250;
        for (int i = 0; i < BOUNDS_MICROS.length; i++) {
            BOUNDS_MICROS[i] = Math.round(bound);
            bound *= 1.5;
        }
    }

    static final int BUCKETS = BOUNDS_MICROS.length + 1;

    private Durations() {}

    static int bucket(long micros) {
        int found = Arrays.binarySearch(BOUNDS_MICROS, micros);
        return found >= 0 ? found : -found - 1;
    }

    /**
     * What so many of a hundred did not exceed, in microseconds: the bound of the bucket that it falls into, so never
     * less than the truth, nor more than half as much again.
     *
     * @param max the longest; no percentile is beyond it
     * @return 0 where there is none
     */
    static long percentile(long[] numbers, int percent, long max) {
        long all = Arrays.stream(numbers).sum();
        long wanted = (all * percent + 99) / 100;
        long counted = 0;
        for (int i = 0; i < numbers.length; i++) {
            counted += numbers[i];
            if (counted >= wanted && wanted > 0) {
                return i < BOUNDS_MICROS.length ? Math.min(BOUNDS_MICROS[i], max) : max;
            }
        }
        return 0;
    }
}
