package io.atomicinventory.engine.internal.figures;

import static io.atomicinventory.engine.internal.figures.Tally.Count.DEDUCTED;
import static io.atomicinventory.engine.internal.figures.Tally.Count.FAILED;
import static io.atomicinventory.engine.internal.figures.Tally.Count.QUEUED;
import static io.atomicinventory.engine.internal.figures.Tally.Count.REFUSED;
import static io.atomicinventory.engine.internal.figures.Tally.Count.REPLAYED;
import static io.atomicinventory.engine.internal.figures.Tally.Count.VERSION_CONFLICTS;

import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.monitor.DeductionCounts;
import io.atomicinventory.engine.monitor.DeductionFigures;
import io.atomicinventory.engine.monitor.DeductionMetrics;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * The figures of one store as they were read: hours that are settled, and minutes.
 *
 * @param now the database's time
 * @param settled by the end of each hour, all that was sold up to then; only the longest duration is the hour's own.
 *     From before {@link #firstHour} on
 * @param minutes of all engines together: what is not settled, and the last hour, and the minutes at which the last 24
 *     hours begin
 */
public record StoreFigures(Instant now, NavigableMap<Instant, Tally> settled, NavigableMap<Instant, Tally> minutes) {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int HOURS_IN_CHART = 24;

    /** Several engines count the same minute. */
    public void add(Instant minute, Tally tally) {
        minutes.computeIfAbsent(minute, time -> new Tally()).add(tally);
    }

    /** The beginning of the earliest hour that is asked for, and of the minutes of its first one. */
    public static Instant firstMinute(Instant now) {
        return start(now, DeductionFigures.Period.LAST_24_HOURS);
    }

    public static Instant firstHour(Instant now) {
        return firstMinute(now).truncatedTo(ChronoUnit.HOURS);
    }

    public static Instant start(Instant now, DeductionFigures.Period period) {
        return now.truncatedTo(ChronoUnit.MINUTES).minus(MINUTE.multipliedBy(period.minutes() - 1L));
    }

    private Instant end() {
        return now.truncatedTo(ChronoUnit.MINUTES).plus(MINUTE);
    }

    private Tally upTo(Instant time) {
        var entry = settled.floorEntry(time);
        return entry == null ? new Tally() : entry.getValue();
    }

    /** From the beginning of the books. */
    private Tally all() {
        Tally all = new Tally();
        Instant settledUntil = settled.isEmpty() ? Instant.MIN : settled.lastKey();
        all.add(upTo(Instant.MAX));
        minutes.tailMap(settledUntil, true).values().forEach(all::add);
        return all;
    }

    /** Hours that are settled count as such, and the rest by minutes. */
    private Tally between(Instant from, Instant until) {
        Tally tally = new Tally();
        Instant hours = ceilingHour(from);
        Instant settledUntil = settled.isEmpty() ? Instant.MIN : settled.lastKey();
        Instant hoursEnd = earlier(until.truncatedTo(ChronoUnit.HOURS), settledUntil);
        if (hoursEnd.isAfter(hours)) {
            tally.add(upTo(hoursEnd));
            tally.subtract(upTo(hours));
            tally.longest(settled.subMap(hours, false, hoursEnd, true).values());
            addMinutes(tally, from, hours);
            addMinutes(tally, hoursEnd, until);
        } else {
            addMinutes(tally, from, until);
        }
        return tally;
    }

    private void addMinutes(Tally tally, Instant from, Instant until) {
        minutes.subMap(from, true, until, false).values().forEach(tally::add);
    }

    private static Instant ceilingHour(Instant time) {
        Instant hour = time.truncatedTo(ChronoUnit.HOURS);
        return hour.equals(time) ? hour : hour.plus(HOUR);
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    public DeductionMetrics metrics() {
        Tally all = all();
        Tally day = between(firstMinute(now), end());
        return new DeductionMetrics(
                attempts(all),
                all.of(DEDUCTED),
                failures(all),
                average(all),
                all.of(REPLAYED),
                all.of(VERSION_CONFLICTS),
                new DeductionMetrics.Last24Hours(
                        attempts(day), failures(day), percent(failures(day), attempts(day), BigDecimal.ZERO)),
                all.of(QUEUED),
                all.shortages(),
                all.systemFailures());
    }

    public DeductionFigures of(DeductionFigures.Period period) {
        Instant from = start(now, period);
        Tally tally = between(from, end());
        Map<String, Long> reasons = new LinkedHashMap<>();
        tally.reasons().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(reason -> reasons.put(reason.getKey(), reason.getValue()));
        return new DeductionFigures(
                from,
                end(),
                tally.of(DEDUCTED),
                tally.of(REFUSED),
                tally.shortages(),
                tally.of(QUEUED),
                tally.of(FAILED),
                tally.systemFailures(),
                tally.of(REPLAYED),
                tally.of(VERSION_CONFLICTS),
                reasons,
                percent(tally.of(DEDUCTED), attempts(tally), BigDecimal.valueOf(100)),
                new DeductionFigures.Latency(
                        tally.timed(),
                        average(tally),
                        millis(tally.microsMax()),
                        millis(tally.percentileMicros(50)),
                        millis(tally.percentileMicros(95)),
                        millis(tally.percentileMicros(99))));
    }

    /** The last 60 minutes, the one that is under way last. */
    public List<DeductionCounts> perMinute() {
        Instant from = start(now, DeductionFigures.Period.LAST_HOUR);
        List<DeductionCounts> counts = new ArrayList<>();
        for (Instant minute = from; minute.isBefore(end()); minute = minute.plus(MINUTE)) {
            counts.add(counts(minute, minutes.getOrDefault(minute, new Tally())));
        }
        return counts;
    }

    /** The last 24 hours by the clock, the one that is under way last. */
    public List<DeductionCounts> perHour() {
        Instant last = now.truncatedTo(ChronoUnit.HOURS);
        List<DeductionCounts> counts = new ArrayList<>();
        for (int back = HOURS_IN_CHART - 1; back >= 0; back--) {
            Instant hour = last.minus(HOUR.multipliedBy(back));
            counts.add(counts(hour, between(hour, hour.plus(HOUR))));
        }
        return counts;
    }

    private static DeductionCounts counts(Instant from, Tally tally) {
        return new DeductionCounts(
                from, tally.of(DEDUCTED), tally.of(REFUSED), tally.shortages(), tally.of(QUEUED), tally.of(FAILED));
    }

    private static long failures(Tally tally) {
        return tally.of(REFUSED) + tally.of(FAILED);
    }

    private static long attempts(Tally tally) {
        return tally.of(DEDUCTED) + failures(tally);
    }

    private static BigDecimal percent(long part, long all, BigDecimal ofNone) {
        return all == 0
                ? ofNone
                : Quantities.plain(BigDecimal.valueOf(part)
                        .movePointRight(2)
                        .divide(BigDecimal.valueOf(all), 2, RoundingMode.HALF_UP));
    }

    private static BigDecimal average(Tally tally) {
        long number = tally.timed();
        return number == 0
                ? BigDecimal.ZERO
                : Quantities.plain(BigDecimal.valueOf(tally.microsTotal())
                        .movePointLeft(3)
                        .divide(BigDecimal.valueOf(number), 3, RoundingMode.HALF_UP));
    }

    private static BigDecimal millis(long micros) {
        return Quantities.plain(BigDecimal.valueOf(micros).movePointLeft(3));
    }
}
