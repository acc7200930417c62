package io.atomicinventory.engine.internal.figures;

import io.atomicinventory.engine.deduction.DeductionOutcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A count of what became of sales. Not thread-safe. */
public final class Tally {
    /** What is counted; each is a column of the same name. */
    public enum Count {
        DEDUCTED,
        /** To their caller; a try of the queue that leaves its sale waiting is none. */
        REFUSED,
        QUEUED,
        /** Not decided. */
        FAILED,
        REPLAYED,
        VERSION_CONFLICTS
    }

    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final long[] durations = new long[Durations.BUCKETS];
    private final Map<String, Long> reasons = new TreeMap<>();
    private long microsTotal;
    private long microsMax;

    /** How long it took is counted of what was decided now. */
    public void settled(DeductionOutcome outcome, Duration duration) {
        switch (outcome) {
            case DeductionOutcome.Deducted sale -> decided(Count.DEDUCTED, sale.replayed(), duration);
            case DeductionOutcome.Refused sale -> {
                decided(Count.REFUSED, sale.replayed(), duration);
                if (!sale.replayed()) {
                    because(Reasons.ofRefusal(sale.reason().name()), 1);
                }
            }
            case DeductionOutcome.Queued sale -> decided(Count.QUEUED, sale.replayed(), duration);
            case DeductionOutcome.NotDecided sale -> failed(Reasons.of(sale.why()), 1);
        }
    }

    private void decided(Count count, boolean isReplayed, Duration duration) {
        count(isReplayed ? Count.REPLAYED : count, 1);
        if (!isReplayed) {
            long micros = Math.max(0, duration.toNanos() / 1000);
            durations[Durations.bucket(micros)]++;
            took(micros, micros);
        }
    }

    public void failed(String reason, long number) {
        count(Count.FAILED, number);
        because(reason, number);
    }

    public void count(Count count, long number) {
        counts.merge(count, number, Long::sum);
    }

    public void because(String reason, long number) {
        reasons.merge(reason, number, Long::sum);
    }

    public void took(long total, long max) {
        microsTotal += total;
        microsMax = Math.max(microsMax, max);
    }

    /** @param numbers of each bucket; those that are left out are 0 */
    public void durations(long[] numbers) {
        for (int i = 0; i < Math.min(numbers.length, durations.length); i++) {
            durations[i] += numbers[i];
        }
    }

    public void add(Tally other) {
        addTimes(other, 1);
        microsMax = Math.max(microsMax, other.microsMax);
    }

    /** All but the longest, of which the rest is not known. */
    void subtract(Tally other) {
        addTimes(other, -1);
    }

    private void addTimes(Tally other, int times) {
        other.counts.forEach((count, number) -> count(count, times * number));
        for (int i = 0; i < durations.length; i++) {
            durations[i] += times * other.durations[i];
        }
        other.reasons.forEach((reason, number) -> because(reason, times * number));
        reasons.values().removeIf(number -> number == 0);
        microsTotal += times * other.microsTotal;
    }

    void longest(Collection<Tally> parts) {
        microsMax = parts.stream().mapToLong(part -> part.microsMax).max().orElse(0);
    }

    /** What the outcomes in the books do not tell: the rest is counted there. */
    public Tally unrecorded() {
        Tally rest = copy();
        rest.counts.keySet().removeAll(Set.of(Count.DEDUCTED, Count.REFUSED, Count.QUEUED));
        rest.reasons.keySet().removeIf(reason -> !Reasons.isOfUndecided(reason));
        return rest;
    }

    /** This and an hour that follows it, of which the longest duration is. */
    public Tally then(Tally hour) {
        Tally both = copy();
        both.add(hour);
        both.microsMax = hour.microsMax;
        return both;
    }

    public Tally copy() {
        Tally copy = new Tally();
        copy.add(this);
        return copy;
    }

    public boolean isEmpty() {
        return counts.values().stream().allMatch(number -> number == 0);
    }

    public long of(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    /** Why sales were refused or not decided; a sale that has several reasons has the first. */
    public Map<String, Long> reasons() {
        return Collections.unmodifiableMap(reasons);
    }

    public long microsTotal() {
        return microsTotal;
    }

    public long microsMax() {
        return microsMax;
    }

    /** Without trailing zeros. */
    public long[] durations() {
        int used = durations.length;
        while (used > 0 && durations[used - 1] == 0) {
            used--;
        }
        return Arrays.copyOf(durations, used);
    }

    /** How many the durations are of. */
    public long timed() {
        return Arrays.stream(durations).sum();
    }

    /** See {@link Durations#percentile}. */
    long percentileMicros(int percent) {
        return Durations.percentile(durations, percent, microsMax);
    }

    long shortages() {
        return reasons.getOrDefault(Reasons.INSUFFICIENT_STOCK, 0L);
    }

    long systemFailures() {
        return reasons.entrySet().stream()
                .filter(reason -> Reasons.isOfTheSystem(reason.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
