package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.internal.figures.Reasons;
import io.atomicinventory.engine.internal.figures.Tally;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The hours of one store on their way to being settled. */
final class Settling {
    private final String storeId;
    /** By the end of each hour, what happened in it. */
    private final NavigableMap<Instant, Tally> hours = new TreeMap<>();

    private Tally before = new Tally();
    Instant now = Instant.EPOCH;
    Instant settledUntil = Instant.EPOCH;
    boolean isOurs;

    Settling(String storeId) {
        this.storeId = storeId;
    }

    Pipeline begin() {
        return new Pipeline()
                .query(MetricsTable.LOCK, p -> p.text(storeId), row -> {
                    now = StoreBooks.now(row);
                    isOurs = row.getBoolean("is_ours");
                })
                .query(MetricsTable.LAST_TOTAL, p -> p.text(storeId), row -> {
                    settledUntil = MetricsTable.time(row, "until");
                    before = MetricsTable.read(row);
                });
    }

    /** What is recorded is counted in the books, and the rest comes from what the engines have counted. */
    Pipeline count(Instant due) {
        Pipeline.Binder stretch = p -> p.text(storeId).time(settledUntil).time(due);
        return new Pipeline()
                .query(MetricsTable.DEDUCTED_BY_HOUR, stretch, row -> count(row, Tally.Count.DEDUCTED))
                .query(MetricsTable.REFUSED_BY_HOUR, stretch, row -> {
                    count(row, Tally.Count.REFUSED);
                    String reason = row.getString("reason");
                    if (reason != null) {
                        hour(row, "hour").because(Reasons.ofRefusal(reason), row.getLong("number"));
                    }
                })
                .query(MetricsTable.QUEUED_BY_HOUR, stretch, row -> count(row, Tally.Count.QUEUED))
                .query(
                        MetricsTable.MINUTES_BETWEEN,
                        stretch,
                        row -> hour(row, "minute").add(MetricsTable.read(row).unrecorded()));
    }

    private void count(ResultSet row, Tally.Count count) throws SQLException {
        hour(row, "hour").count(count, row.getLong("number"));
    }

    private Tally hour(ResultSet row, String column) throws SQLException {
        Instant end =
                MetricsTable.time(row, column).truncatedTo(ChronoUnit.HOURS).plus(1, ChronoUnit.HOURS);
        return hours.computeIfAbsent(end, time -> new Tally());
    }

    /** The last hour always has a row: it says how far the store is settled. */
    Pipeline write(Instant due, Instant forgetBefore) {
        hours.computeIfAbsent(due, time -> new Tally());
        Tally last = before;
        for (var hour : hours.entrySet()) {
            last = last.then(hour.getValue());
            hour.setValue(last);
        }
        return new Pipeline()
                .update(MetricsTable.SETTLE, p -> MetricsTable.bindTotals(p, storeId, hours), count -> {})
                .update(MetricsTable.FORGET, p -> p.text(storeId).time(forgetBefore), count -> {});
    }
}
