package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.internal.figures.CountedMinute;
import io.atomicinventory.engine.internal.figures.StoreFigures;
import io.atomicinventory.engine.monitor.DeductionFigures.Period;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What stores sold, by minute and hour. Thread-safe. */
public final class FiguresStorage {
    /** After the end of an hour; longer than any transaction. */
    private static final Duration GRACE = Duration.ofMinutes(10);

    private static final Duration MINUTES_KEPT = Duration.ofDays(2);

    private final Database database;

    public FiguresStorage(Database database) {
        this.database = database;
    }

    /**
     * Writes what an engine has counted of these minutes, in the place of what it had written of them before.
     *
     * @return the database's time
     * @throws DatabaseUnavailableException where the database does not answer: nothing is lost by doing it again
     */
    public Instant write(String node, List<CountedMinute> minutes) {
        Set<String> stores =
                minutes.stream().map(CountedMinute::storeId).collect(Collectors.toCollection(TreeSet::new));
        return database.transact(stores, transaction -> {
            Instant[] now = new Instant[1];
            transaction.run(new Pipeline()
                    .query("SELECT clock_timestamp() AS now", p -> {}, row -> now[0] = StoreBooks.now(row))
                    .update(MetricsTable.WRITE, p -> MetricsTable.bind(p, node, minutes), count -> {}));
            return now[0];
        });
    }

    /**
     * Settles the hours of a store that ended a while ago, unless somebody else is at it: no transaction lives that long,
     * so their outcomes are complete.
     *
     * @return when to do it again
     * @throws DatabaseUnavailableException where the database does not answer
     */
    public Instant settle(String storeId) {
        return database.bulk(Set.of(storeId), transaction -> {
            Settling settling = new Settling(storeId);
            transaction.run(settling.begin());
            Instant due = settling.now.minus(GRACE).truncatedTo(ChronoUnit.HOURS);
            if (!settling.isOurs) {
                return settling.now.plus(1, ChronoUnit.MINUTES);
            }
            if (due.isAfter(settling.settledUntil)) {
                transaction.run(settling.count(due));
                Instant old = settling.now.minus(MINUTES_KEPT);
                transaction.run(settling.write(due, old.isBefore(due) ? old : due));
            }
            return due.plus(1, ChronoUnit.HOURS).plus(GRACE);
        });
    }

    /** Empty where there is no such store. */
    public Optional<StoreFigures> read(String storeId) {
        return database.transact(Set.of(storeId), transaction -> {
            Optional<Instant> now = HealthStorage.known(storeId, transaction);
            return now.isEmpty() ? Optional.empty() : Optional.of(read(storeId, now.get(), transaction));
        });
    }

    static StoreFigures read(String storeId, Instant now, Transaction transaction) throws SQLException {
        Instant lastHour = StoreFigures.start(now, Period.LAST_HOUR);
        Instant first = StoreFigures.firstMinute(now);
        Instant firstWholeHour = StoreFigures.firstHour(now).plus(1, ChronoUnit.HOURS);
        StoreFigures figures = new StoreFigures(now, new TreeMap<>(), new TreeMap<>());
        transaction.run(new Pipeline()
                .query(
                        MetricsTable.TOTALS,
                        p -> p.text(storeId).text(storeId).time(StoreFigures.firstHour(now)),
                        row -> figures.settled().put(MetricsTable.time(row, "until"), MetricsTable.read(row)))
                .query(
                        MetricsTable.MINUTES,
                        p -> p.text(storeId)
                                .time(lastHour)
                                .text(storeId)
                                .text(storeId)
                                .time(first)
                                .time(firstWholeHour)
                                .time(lastHour)
                                .text(storeId),
                        row -> figures.add(MetricsTable.time(row, "minute"), MetricsTable.read(row))));
        return figures;
    }
}
