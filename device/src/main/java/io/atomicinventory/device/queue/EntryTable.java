package io.atomicinventory.device.queue;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All SQL of the entries. Each method is for one connection, inside its transaction. */
final class EntryTable {
    private static final String COLUMNS =
            "seq, kind, transaction_id, idempotency_key, lines, reason, occurred_at, skew_ms, state, is_promised, holder,"
                    + " attempts, queue_id, problem, answer";

    private static final String FIND = "SELECT " + COLUMNS + " FROM entry WHERE transaction_id = ? AND kind = ?";

    private static final String INSERT = """
            INSERT INTO entry (kind, transaction_id, idempotency_key, lines, reason, occurred_at, skew_ms, state,
                               is_promised, holder, held_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, 'kept', ?, ?, ?)""";

    /** After a recorded refusal: another attempt, with a key of its own, behind what was kept meanwhile. */
    private static final String TRY_ANEW = """
            UPDATE entry SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'entry') + 1, idempotency_key = ?,
                occurred_at = ?, skew_ms = ?, state = 'kept', is_promised = ?, holder = ?, held_until = ?, reason = ?,
                attempts = 0, problem = NULL, answer = NULL, settled_at = NULL
            WHERE seq = ? AND state = 'refused'""";

    /** Longer than any between two questions. */
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);

    private static final String NUMBERED =
            "UPDATE sqlite_sequence SET seq = (SELECT max(seq) FROM entry) WHERE name = 'entry'";

    private static final String HOLD =
            "UPDATE entry SET holder = ?, held_until = ? WHERE seq = ? AND state = 'kept' AND is_promised = 0";

    /** By its transaction: whatever attempt it is by now, the sale happened. */
    private static final String PROMISE = """
            UPDATE entry SET is_promised = 1, problem = ?, attempts = attempts + 1, holder = NULL, held_until = NULL
            WHERE transaction_id = ? AND kind = ? AND state IN ('kept', 'stuck')""";

    /** A hold that the clock says is from far ahead was made before the clock was put back. */
    private static final String NEXT = "SELECT " + COLUMNS + """
             FROM entry INDEXED BY entry_kept
            WHERE state = 'kept' AND seq > ? AND (holder IS NULL OR held_until NOT BETWEEN ? AND ?)
            ORDER BY seq LIMIT ?""";

    /**
     * What is known of a key for good settles it whoever holds it; a failed try only by its own. What was promised as sold
     * cannot be refused any more, only be stuck or wait.
     */
    private static final String SETTLE = """
            UPDATE entry SET state = ?, queue_id = coalesce(?, queue_id), problem = ?, answer = coalesce(?, answer),
                attempts = CASE WHEN ? IN ('kept', 'stuck') THEN attempts + 1 WHEN ? = 'waiting' THEN 0 ELSE attempts END,
                next_check_at = ?, settled_at = ?, holder = NULL, held_until = NULL
            WHERE seq = ? AND idempotency_key = ? AND state IN ('kept', 'stuck', 'waiting')
              AND (? NOT IN ('kept', 'stuck') OR holder IS NULL OR holder = ? OR held_until NOT BETWEEN ? AND ?)
              AND (? NOT IN ('kept', 'stuck') OR state <> 'waiting')
              AND (? <> 'refused' OR is_promised = 0 OR kind = 'void')""";

    private static final String ASKED =
            "UPDATE entry SET attempts = attempts + 1, next_check_at = ? WHERE seq = ? AND state = 'waiting'";

    /** One from further ahead than any pause was set before the clock was put back. */
    private static final String DUE = "SELECT " + COLUMNS + """
             FROM entry INDEXED BY entry_waiting
            WHERE state = 'waiting' AND next_check_at NOT BETWEEN ? AND ? ORDER BY next_check_at, seq LIMIT ?""";

    private static final String COUNT = "SELECT count(*) FROM entry WHERE state = ";

    /** The first of each, which its index knows. */
    private static final String OLDEST = """
            SELECT min(occurred_at) FROM (
                SELECT * FROM (SELECT occurred_at FROM entry WHERE state = 'kept' ORDER BY seq LIMIT 1)
                UNION ALL
                SELECT * FROM (SELECT occurred_at FROM entry WHERE state = 'stuck' ORDER BY seq LIMIT 1))""";

    private static final String NEWEST = "SELECT " + COLUMNS + " FROM entry ORDER BY seq DESC LIMIT ?";

    private static final String UNSENT_OF = """
            SELECT line.value ->> 'productId', line.value ->> 'quantity'
            FROM entry, json_each(entry.lines) AS line
            WHERE entry.state IN ('kept', 'stuck') AND entry.kind = 'sale'""";

    private static final String UNSTICK = "UPDATE entry SET state = 'kept', attempts = 0 WHERE state = 'stuck'";

    private static final String FORGET =
            "DELETE FROM entry WHERE seq IN (SELECT seq FROM entry WHERE settled_at < ? LIMIT ?)";

    private EntryTable() {}

    static Optional<Entry> find(Connection connection, Entry.Kind kind, String transactionId) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, transactionId);
            statement.setString(2, code(kind));
            return read(statement).stream().findFirst();
        }
    }

    /** @param hold null where nobody sends it at once */
    static void insert(
            Connection connection,
            Entry.Kind kind,
            String transactionId,
            String key,
            String lines,
            @Nullable String reason,
            Instant occurredAt,
            @Nullable Long skewMillis,
            @Nullable Hold hold)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setString(1, code(kind));
            statement.setString(2, transactionId);
            statement.setString(3, key);
            statement.setString(4, lines);
            statement.setString(5, reason);
            statement.setLong(6, occurredAt.toEpochMilli());
            statement.setObject(7, skewMillis);
            hold(statement, 8, hold);
            statement.executeUpdate();
        }
    }

    static void tryAnew(
            Connection connection,
            Entry entry,
            String key,
            Instant occurredAt,
            @Nullable Long skewMillis,
            @Nullable Hold hold,
            @Nullable String reason)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TRY_ANEW)) {
            statement.setString(1, key);
            statement.setLong(2, occurredAt.toEpochMilli());
            statement.setObject(3, skewMillis);
            hold(statement, 4, hold);
            statement.setString(7, reason);
            statement.setLong(8, entry.seq());
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(NUMBERED)) {
            statement.executeUpdate();
        }
    }

    private static void hold(PreparedStatement statement, int from, @Nullable Hold hold) throws SQLException {
        statement.setInt(from, hold == null ? 1 : 0);
        statement.setString(from + 1, hold == null ? null : hold.holder());
        statement.setObject(from + 2, hold == null ? null : hold.until().toEpochMilli());
    }

    static void hold(Connection connection, Entry entry, Hold hold) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(HOLD)) {
            statement.setString(1, hold.holder());
            statement.setLong(2, hold.until().toEpochMilli());
            statement.setLong(3, entry.seq());
            statement.executeUpdate();
        }
    }

    static void promise(Connection connection, Entry entry, String why) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PROMISE)) {
            statement.setString(1, why);
            statement.setString(2, entry.transactionId());
            statement.setString(3, code(entry.kind()));
            statement.executeUpdate();
        }
    }

    static List<Entry> next(Connection connection, long afterSeq, int limit, Hold.Window live) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEXT)) {
            statement.setLong(1, afterSeq);
            statement.setLong(2, live.from().toEpochMilli());
            statement.setLong(3, live.to().toEpochMilli());
            statement.setInt(4, limit);
            return read(statement);
        }
    }

    /** @return those that were not changed, since somebody else holds or settled them */
    static List<Settlement> settle(
            Connection connection, List<Settlement> settlements, Instant now, Instant nextCheck, Hold.Window live)
            throws SQLException {
        List<Settlement> unchanged = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(SETTLE)) {
            for (Settlement one : settlements) {
                String state = one.state().code();
                statement.setString(1, state);
                statement.setString(2, one.queueId());
                statement.setString(3, one.problem());
                statement.setString(4, one.answer());
                statement.setString(5, state);
                statement.setString(6, state);
                statement.setLong(7, nextCheck.toEpochMilli());
                statement.setObject(8, one.state().isSettled() ? now.toEpochMilli() : null);
                statement.setLong(9, one.entry().seq());
                statement.setString(10, one.entry().idempotencyKey());
                statement.setString(11, state);
                statement.setString(12, one.entry().holder());
                statement.setLong(13, live.from().toEpochMilli());
                statement.setLong(14, live.to().toEpochMilli());
                statement.setString(15, state);
                statement.setString(16, state);
                if (statement.executeUpdate() == 0) {
                    unchanged.add(one);
                }
            }
        }
        return unchanged;
    }

    static void asked(Connection connection, Entry entry, Instant nextCheck) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ASKED)) {
            statement.setLong(1, nextCheck.toEpochMilli());
            statement.setLong(2, entry.seq());
            statement.executeUpdate();
        }
    }

    static List<Entry> due(Connection connection, Instant now, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DUE)) {
            statement.setLong(1, now.plusMillis(1).toEpochMilli());
            statement.setLong(2, now.plus(LONGEST_PAUSE).toEpochMilli());
            statement.setInt(3, limit);
            return read(statement);
        }
    }

    static int count(Connection connection, State state) throws SQLException {
        // A constant, so that SQLite takes the state's own index.
        try (PreparedStatement statement = connection.prepareStatement(COUNT + "'" + state.code() + "'");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    static @Nullable Instant oldestUnsent(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OLDEST);
                ResultSet row = statement.executeQuery()) {
            row.next();
            long millis = row.getLong(1);
            return row.wasNull() ? null : Instant.ofEpochMilli(millis);
        }
    }

    static List<Entry> newest(Connection connection, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(NEWEST)) {
            statement.setInt(1, limit);
            return read(statement);
        }
    }

    static Map<String, BigDecimal> unsent(Connection connection) throws SQLException {
        Map<String, BigDecimal> sums = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(UNSENT_OF);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                sums.merge(row.getString(1), new BigDecimal(row.getString(2)), BigDecimal::add);
            }
        }
        return sums;
    }

    static int unstick(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UNSTICK)) {
            return statement.executeUpdate();
        }
    }

    static void forget(Connection connection, Instant settledBefore, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FORGET)) {
            statement.setLong(1, settledBefore.toEpochMilli());
            statement.setInt(2, limit);
            statement.executeUpdate();
        }
    }

    private static String code(Entry.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static List<Entry> read(PreparedStatement statement) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                long skew = row.getLong("skew_ms");
                boolean isSkewKnown = !row.wasNull();
                entries.add(new Entry(
                        row.getLong("seq"),
                        Entry.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                        row.getString("transaction_id"),
                        row.getString("idempotency_key"),
                        Lines.of(row.getString("lines")),
                        row.getString("reason"),
                        Instant.ofEpochMilli(row.getLong("occurred_at")),
                        isSkewKnown ? skew : null,
                        State.ofCode(row.getString("state")),
                        row.getInt("is_promised") == 1,
                        row.getString("holder"),
                        row.getInt("attempts"),
                        row.getString("queue_id"),
                        row.getString("problem"),
                        row.getString("answer")));
            }
        }
        return entries;
    }
}
