package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.Hash;
import io.atomicinventory.engine.internal.decide.QueueChange;
import io.atomicinventory.engine.internal.decide.QueueRow;
import io.atomicinventory.engine.queue.QueueCounts;
import io.atomicinventory.engine.queue.QueueEntry;
import io.atomicinventory.engine.queue.QueueFilter;
import io.atomicinventory.engine.queue.QueueRequest;
import io.atomicinventory.engine.queue.QueueStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds sales to the queue and reads it. What is decided about them goes with their stock, through the ledger. Thread-safe. */
public final class QueueStorage {
    private static final String KNOWN = "SELECT clock_timestamp() AS now FROM stores WHERE store_id = ?";
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private static final Position FIRST = new Position(Instant.EPOCH, "");
    private static final Position LAST = new Position(Instant.parse("9999-12-31T00:00:00Z"), "");

    private final Database database;

    public QueueStorage(Database database) {
        this.database = database;
    }

    /** @param isNew whether it was added now */
    public record Added(QueueEntry entry, Hash itemsHash, boolean isNew) {}

    /** Once, whatever is queued twice at once. Empty where the store is unknown. */
    public Optional<Added> add(QueueRequest request) {
        return database.transact(Set.of(request.storeId()), transaction -> {
            List<Instant> now = new ArrayList<>(1);
            transaction.run(
                    new Pipeline().query(KNOWN, p -> p.text(request.storeId()), row -> now.add(StoreBooks.now(row))));
            if (now.isEmpty()) {
                return Optional.empty();
            }
            QueueChange.Added added = added(request, now.getFirst());
            List<Added> found = new ArrayList<>(1);
            int[] inserted = new int[1];
            transaction.run(new Pipeline()
                    .update(
                            QueueTable.INSERT,
                            p -> QueueTable.bindAdded(p, request.storeId(), List.of(added), now.getFirst()),
                            count -> inserted[0] = count)
                    .query(
                            QueueTable.FIND,
                            p -> p.text(request.storeId()).text(added.row().queueId()),
                            row -> found.add(new Added(
                                    QueueTable.readEntry(row),
                                    QueueTable.readRow(row).itemsHash(),
                                    inserted[0] == 1))));
            return Optional.of(found.getFirst());
        });
    }

    private static QueueChange.Added added(QueueRequest request, Instant now) {
        Instant told = request.occurredAt();
        QueueRow row = new QueueRow(
                Command.Queued.idOf(request.transactionId()),
                request.transactionId(),
                QueueStatus.PENDING,
                1,
                0,
                Hash.ofItems(request.items()),
                now);
        return new QueueChange.Added(
                row,
                request.deviceId(),
                request.items(),
                request.reason(),
                null,
                false,
                request.actor(),
                told == null || told.isAfter(now) ? now : told,
                request.sentAt());
    }

    public Optional<QueueEntry> find(String storeId, String queueId) {
        return database.transact(
                Set.of(storeId),
                transaction -> entries(
                                transaction,
                                QueueTable.FIND,
                                p -> p.text(storeId).text(queueId))
                        .stream()
                        .findFirst());
    }

    /**
     * Oldest sale first.
     *
     * @param status null for all
     */
    public Page<QueueEntry> page(String storeId, @Nullable QueueStatus status, @Nullable String after, int limit) {
        Position position = position(after);
        return database.transact(Set.of(storeId), transaction -> {
            List<QueueEntry> rows = entries(transaction, pageOf(status), p -> {
                p.text(storeId);
                if (status != null) {
                    p.text(status.code());
                }
                p.time(position.recordedAt()).text(position.transactionId()).number(limit + 1L);
            });
            return Page.of(rows, limit, QueueStorage::position);
        });
    }

    /** Oldest sale first; of what is settled, the newest. */
    public Page<QueueEntry> page(String storeId, QueueFilter filter, @Nullable String after, int limit) {
        Position first = filter == QueueFilter.SETTLED ? LAST : FIRST;
        Position position = after == null ? first : Position.parse(after);
        String sql = switch (filter) {
            case OPEN -> QueueTable.PAGE_OF_ANY_OPEN;
            case WAITING -> QueueTable.PAGE_OF_WAITING;
            case SHORT -> QueueTable.PAGE_OF_SHORT;
            case TROUBLED -> QueueTable.PAGE_OF_TROUBLED;
            case SETTLED -> QueueTable.PAGE_OF_SETTLED;
        };
        return database.transact(Set.of(storeId), transaction -> {
            List<QueueEntry> rows = entries(
                    transaction,
                    sql,
                    p -> p.text(storeId)
                            .time(position.recordedAt())
                            .text(position.transactionId())
                            .number(limit + 1L));
            return Page.of(rows, limit, QueueStorage::position);
        });
    }

    public QueueCounts counts(String storeId) {
        return database.transact(Set.of(storeId), transaction -> {
            List<QueueCounts> counts = new ArrayList<>(1);
            transaction.run(new Pipeline()
                    .query(
                            QueueTable.COUNTS,
                            p -> p.text(storeId),
                            row -> counts.add(new QueueCounts(
                                    row.getLong("waiting"), row.getLong("in_short"), row.getLong("troubled")))));
            return counts.getFirst();
        });
    }

    /** Those of them that there are, oldest sale first. */
    public List<QueueEntry> findAll(String storeId, List<String> queueIds) {
        return database.transact(
                Set.of(storeId),
                transaction -> entries(
                        transaction, QueueTable.FIND_ALL, p -> p.text(storeId).texts(queueIds)));
    }

    private static String pageOf(@Nullable QueueStatus status) {
        return switch (status) {
            case null -> QueueTable.PAGE_OF_ALL;
            case PENDING, INSUFFICIENT_STOCK -> QueueTable.PAGE_OF_OPEN;
            case APPROVED, REJECTED -> QueueTable.PAGE;
        };
    }

    /**
     * What a synchronisation may try, oldest sale first.
     *
     * @param isPatient whether entries that failed lately are left alone for a while
     */
    public List<QueueEntry> toTry(String storeId, boolean isPatient, @Nullable String after, int limit) {
        Position position = position(after);
        Instant until = isPatient ? null : Instant.now().plus(FOR_EVER);
        return database.transact(
                Set.of(storeId),
                transaction -> entries(
                        transaction,
                        QueueTable.TO_TRY,
                        p -> p.text(storeId)
                                .time(until)
                                .time(position.recordedAt())
                                .text(position.transactionId())
                                .number(limit)));
    }

    /** The oldest sales that are not settled. */
    public List<QueueEntry> open(String storeId, int limit) {
        return database.transact(
                Set.of(storeId),
                transaction -> entries(
                        transaction, QueueTable.OPEN, p -> p.text(storeId).number(limit)));
    }

    /** Those of the stores in which something waits to be tried. */
    public List<String> storesToTry(List<String> storeIds) {
        return database.transact(storeIds, transaction -> {
            List<String> found = new ArrayList<>();
            transaction.run(new Pipeline()
                    .query(QueueTable.STORES_TO_TRY, p -> {}, row -> found.add(row.getString("store_id"))));
            return found;
        });
    }

    /** By store; without those in which nothing waits. */
    public Map<String, Long> waiting(List<String> storeIds) {
        return database.transact(storeIds, transaction -> {
            Map<String, Long> found = new HashMap<>();
            transaction.run(new Pipeline()
                    .query(
                            QueueTable.WAITING,
                            p -> p.texts(storeIds),
                            row -> found.put(row.getString("store_id"), row.getLong("number"))));
            return found;
        });
    }

    /** Where a page goes on. */
    public static String position(QueueEntry entry) {
        return new Position(entry.occurredAt(), entry.queueId()).text();
    }

    private static Position position(@Nullable String after) {
        return after == null ? FIRST : Position.parse(after);
    }

    private static List<QueueEntry> entries(Transaction transaction, String sql, Pipeline.Binder binder)
            throws SQLException {
        List<QueueEntry> entries = new ArrayList<>();
        transaction.run(new Pipeline().query(sql, binder, row -> entries.add(QueueTable.readEntry(row))));
        return entries;
    }
}
