package io.atomicinventory.device.queue;

import io.atomicinventory.device.client.Ids;
import io.atomicinventory.device.client.Reply;
import io.atomicinventory.device.client.SaleLine;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a till has sold and voided, on its own disk, in order (I9). What a method has done is on the disk when it
 * returns. Several processes may use one file at once. Thread-safe; every method may throw a {@link QueueException}, and
 * has then done nothing, unless it is a {@link QueueUncertainException}.
 */
public final class OfflineSaleQueue implements AutoCloseable {
    private static final int FORGOTTEN_AT_ONCE = 1_000;
    private static final JsonMapper JSON = new JsonMapper();

    private final QueueFile file;
    private final QueueSettings settings;
    private final Clock clock;

    private OfflineSaleQueue(QueueFile file, QueueSettings settings, Clock clock) {
        this.file = file;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Opens or makes it. A folder is not made.
     *
     * @throws CorruptQueueException where it was damaged; opened again, it is a new one
     */
    public static OfflineSaleQueue open(Path path, QueueSettings settings, Clock clock) {
        return new OfflineSaleQueue(QueueFile.open(path, settings, clock), settings, clock);
    }

    /** @param isOurs whoever asked may send it now; else it says what became of it */
    public record Claim(Entry entry, boolean isOurs) {}

    /**
     * Keeps a sale under a new key; or finds it. One that was refused begins anew, with a new key. One that somebody else
     * is sending, and that was promised to nobody, is taken over.
     *
     * @param lines 1 to 200
     * @param skewMillis so far the server's clock is ahead; null where it is not known
     * @param hold so long nobody else sends it; null where it is promised and sent later
     * @throws IllegalArgumentException where the transaction was another sale, or is no id
     */
    public Claim keepSale(
            String transactionId, List<SaleLine> lines, @Nullable Long skewMillis, @Nullable Duration hold) {
        Ids.require("transactionId", transactionId);
        if (lines.isEmpty() || lines.size() > SaleLine.MAX_LINES) {
            throw new IllegalArgumentException("lines: must be 1 to " + SaleLine.MAX_LINES);
        }
        Map<String, BigDecimal> items = SaleLine.summed(lines);
        return keep(Entry.Kind.SALE, transactionId, Lines.json(lines), null, skewMillis, hold, found -> {
            if (!SaleLine.summed(found.lines()).equals(items)) {
                throw new IllegalArgumentException(
                        "transaction " + transactionId + " is another sale: " + SaleLine.summed(found.lines()));
            }
        });
    }

    /** Likewise for the void of a sale. */
    public Claim keepVoid(String transactionId, String reason, @Nullable Long skewMillis, @Nullable Duration hold) {
        Ids.require("transactionId", transactionId);
        String words = reason.strip();
        if (words.isEmpty() || words.length() > 200 || words.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("reason: must have 1 to 200 characters, and no control characters");
        }
        return keep(Entry.Kind.VOID, transactionId, "[]", words, skewMillis, hold, found -> {});
    }

    private interface Check {
        void against(Entry found);
    }

    private Claim keep(
            Entry.Kind kind,
            String transactionId,
            String lines,
            @Nullable String reason,
            @Nullable Long skewMillis,
            @Nullable Duration hold,
            Check check) {
        String key = UUID.randomUUID().toString();
        Hold held = hold == null ? null : Hold.of(hold, clock);
        Instant now = clock.instant();
        return file.inTransaction(connection -> {
            Optional<Entry> found = EntryTable.find(connection, kind, transactionId);
            if (found.isEmpty()) {
                requireRoom(connection);
                EntryTable.insert(connection, kind, transactionId, key, lines, reason, now, skewMillis, held);
                return new Claim(
                        EntryTable.find(connection, kind, transactionId).orElseThrow(), true);
            }
            Entry entry = found.get();
            check.against(entry);
            if (entry.state() == State.REFUSED) {
                requireRoom(connection);
                EntryTable.tryAnew(connection, entry, nextKey(entry, key), now, skewMillis, held, reason);
            } else if (entry.state() == State.KEPT && !entry.isPromised()) {
                EntryTable.hold(connection, entry, held == null ? Hold.of(Hold.LONGEST, clock) : held);
                if (held == null) {
                    EntryTable.promise(
                            connection,
                            EntryTable.find(connection, kind, transactionId).orElseThrow(),
                            "kept");
                }
            } else {
                if (entry.state() == State.STUCK && !entry.isPromised()) {
                    // Whoever asks is told that it is kept.
                    EntryTable.promise(connection, entry, String.valueOf(entry.problem()));
                    entry = EntryTable.find(connection, kind, transactionId).orElseThrow();
                }
                return new Claim(entry, false);
            }
            return new Claim(EntryTable.find(connection, kind, transactionId).orElseThrow(), true);
        });
    }

    /** A request that the server could not read is recorded nowhere: it stays the same attempt. */
    private static String nextKey(Entry refused, String another) {
        String answer = refused.answer() == null ? "{}" : refused.answer();
        return Reply.slug(JSON.readTree(answer)).equals("malformed-request") ? refused.idempotencyKey() : another;
    }

    private void requireRoom(Connection connection) throws SQLException {
        if (EntryTable.count(connection, State.KEPT) + EntryTable.count(connection, State.STUCK)
                >= settings.maxKept()) {
            throw new QueueFullException("This till keeps " + settings.maxKept()
                    + " sales that were not sent yet, and cannot keep more. Connect it to the server, and wait until it has"
                    + " sent some.");
        }
        if (QueueFile.usedBytes(connection) > settings.maxFileBytes()) {
            throw new QueueFullException(
                    "The till's file " + file.path() + " is as large as it may be. Connect the till to the"
                            + " server, and wait until it has sent some.");
        }
        long free;
        try {
            free = Files.getFileStore(file.path()).getUsableSpace();
        } catch (IOException e) {
            throw new QueueUnavailableException("The disk of " + file.path() + " does not answer: " + e, e);
        }
        if (free < settings.minFreeBytes()) {
            throw new QueueFullException("The till's disk is nearly full: " + free / 1024 / 1024 + " MiB are free, and "
                    + settings.minFreeBytes() / 1024 / 1024
                    + " MiB are needed to keep a sale safely. Delete what is not"
                    + " needed. The sales that are kept already are safe.");
        }
    }

    /**
     * From now on the sale happened, and is sent later.
     *
     * @return what it is now: settled, where somebody else was quicker
     */
    public Entry promise(Entry entry, String why) {
        return file.inTransaction(connection -> {
            EntryTable.promise(connection, entry, why);
            return EntryTable.find(connection, entry.kind(), entry.transactionId())
                    .orElseThrow();
        });
    }

    /** The oldest that are kept and that nobody else is sending, sales and voids in order. */
    public List<Entry> next(long afterSeq, int limit) {
        return file.read(connection -> EntryTable.next(connection, afterSeq, limit, Hold.Window.at(clock.instant())));
    }

    /**
     * In one transaction.
     *
     * @param checkAfter so long from now those that wait at the server are asked about
     * @return those that were not changed, since somebody else settled or holds them
     */
    public List<Settlement> settle(List<Settlement> settlements, Duration checkAfter) {
        Instant now = clock.instant();
        return file.inTransaction(connection ->
                EntryTable.settle(connection, settlements, now, now.plus(checkAfter), Hold.Window.at(now)));
    }

    public Optional<Entry> find(Entry.Kind kind, String transactionId) {
        return file.read(connection -> EntryTable.find(connection, kind, transactionId));
    }

    /** Those that wait at the server and have not been asked about for a while. */
    public List<Entry> due(int limit) {
        return file.read(connection -> EntryTable.due(connection, clock.instant(), limit));
    }

    /** It was asked about, and still waits. */
    public void asked(Entry entry, Duration checkAfter) {
        file.inTransaction(connection -> {
            EntryTable.asked(connection, entry, clock.instant().plus(checkAfter));
            return true;
        });
    }

    /** @param oldestUnsent of those that are kept or stuck, by the device's clock; null where there are none */
    public record Counts(
            int kept, int stuck, int waiting, @Nullable Instant oldestUnsent) {
        public int unsent() {
            return kept + stuck;
        }
    }

    public Counts counts() {
        return file.read(connection -> new Counts(
                EntryTable.count(connection, State.KEPT),
                EntryTable.count(connection, State.STUCK),
                EntryTable.count(connection, State.WAITING),
                EntryTable.oldestUnsent(connection)));
    }

    /** Newest first. */
    public List<Entry> newest(int limit) {
        return file.read(connection -> EntryTable.newest(connection, limit));
    }

    /** How much of each product was sold and is not known to be in the server's books. */
    public Map<String, BigDecimal> unsent() {
        return file.read(EntryTable::unsent);
    }

    /** What was stuck is kept again, so that it is tried again. */
    public int unstick() {
        return file.inTransaction(EntryTable::unstick);
    }

    /** Drops some of what was settled long ago. */
    public void forgetOld() {
        Instant before = clock.instant().minus(settings.keepSettled());
        file.inTransaction(connection -> {
            EntryTable.forget(connection, before, FORGOTTEN_AT_ONCE);
            return true;
        });
    }

    /** @param takenAt by the device's clock */
    public record Snapshot(Instant takenAt, String body) {}

    public void saveSnapshot(String name, String body) {
        file.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT OR REPLACE INTO snapshot (name, taken_at, body) VALUES (?, ?, ?)")) {
                statement.setString(1, name);
                statement.setLong(2, clock.instant().toEpochMilli());
                statement.setString(3, body);
                return statement.executeUpdate();
            }
        });
    }

    public Optional<Snapshot> snapshot(String name) {
        return file.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT taken_at, body FROM snapshot WHERE name = ?")) {
                statement.setString(1, name);
                try (ResultSet row = statement.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Snapshot(
                                    Instant.ofEpochMilli(row.getLong(1)), Objects.requireNonNull(row.getString(2))))
                            : Optional.empty();
                }
            }
        });
    }

    /** For tests of how safely this connection writes. */
    String pragma(String name) {
        return file.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("PRAGMA " + name);
                    ResultSet row = statement.executeQuery()) {
                return String.valueOf(row.getString(1));
            }
        });
    }

    public Path path() {
        return file.path();
    }

    @Override
    public void close() {
        file.close();
    }
}
