package io.atomicinventory.server.walls;

import java.io.IOException;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The ways in which a query that forgets the store, or names another, could come to rows. Each gives rows as text. */
enum Reading {
    SELECT("SELECT t::text FROM $T t"),
    BY_THEIR_NAME("SELECT t::text FROM $T t WHERE t.store_id = '$B'"),
    ALL_BUT_OURS("SELECT t::text FROM $T t WHERE t.store_id <> '$A'"),
    TABLE("WITH all_rows AS MATERIALIZED (TABLE $T) SELECT r::text FROM all_rows r"),
    AGGREGATE("SELECT string_agg(DISTINCT t.store_id, ',') FROM $T t"),
    JSON("SELECT json_agg(t)::text FROM $T t"),
    GREATEST("SELECT max(t.store_id) FROM $T t"),
    WINDOW("SELECT last_value(t.store_id) OVER (ORDER BY t.store_id RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED"
            + " FOLLOWING) FROM $T t"),
    JOIN_WITHOUT_A_STORE("SELECT b::text FROM $T a CROSS JOIN $T b"),
    SELF_JOIN_TO_ANOTHER("SELECT b::text FROM $T a JOIN $T b ON b.store_id > a.store_id"),
    OUTER_JOIN("SELECT t::text FROM stores s LEFT JOIN $T t ON t.store_id = s.store_id"),
    FULL_JOIN("SELECT t::text FROM stores s FULL JOIN $T t ON t.store_id = s.store_id || '-'"),
    LATERAL("SELECT x::text FROM stores s CROSS JOIN LATERAL (SELECT * FROM $T t WHERE t.store_id = s.store_id) x"),
    EXISTS("SELECT s.store_id FROM stores s WHERE EXISTS (SELECT FROM $T t WHERE t.store_id = s.store_id)"),
    SCALAR_SUBQUERY("SELECT (SELECT min(t.store_id) FROM $T t WHERE t.store_id = s.store_id) FROM stores s"),
    IN_SUBQUERY("SELECT s.store_id FROM stores s WHERE s.store_id IN (SELECT t.store_id FROM $T t)"),
    UNION("SELECT ''::text UNION ALL SELECT t::text FROM $T t"),
    SAMPLE("SELECT t::text FROM $T t TABLESAMPLE SYSTEM (100)"),
    CURSOR("FETCH ALL FROM walls", "DECLARE walls CURSOR FOR SELECT t::text FROM $T t"),
    PREPARED("EXECUTE walls", "PREPARE walls AS SELECT t::text FROM $T t"),
    FUNCTION(
            "SELECT pg_temp.walls()",
            "CREATE FUNCTION pg_temp.walls() RETURNS SETOF text LANGUAGE plpgsql AS"
                    + " $$ BEGIN RETURN QUERY EXECUTE 'SELECT t::text FROM $T t'; END $$"),
    /** So cheap that the planner would ask it first: it tells of every row that it is shown. */
    TELLTALE(
            "SELECT current_setting('walls.seen')",
            "CREATE FUNCTION pg_temp.telltale(seen text) RETURNS boolean COST 0.0000001 LANGUAGE plpgsql AS $$ BEGIN"
                    + " PERFORM set_config('walls.seen', current_setting('walls.seen') || seen, true); RETURN true;"
                    + " END $$",
            "SELECT set_config('walls.seen', '', true)",
            "SELECT count(*) FROM $T t WHERE pg_temp.telltale(t.store_id)"),
    COPY("COPY $T TO STDOUT") {
        @Override
        List<String> of(Session session, String table) throws SQLException {
            return List.of(copied(session, sql(table)));
        }
    },
    COPY_QUERY("COPY (SELECT * FROM $T) TO STDOUT") {
        @Override
        List<String> of(Session session, String table) throws SQLException {
            return List.of(copied(session, sql(table)));
        }
    };

    private final String query;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> before;

    Reading(String query, String... before) {
        this.query = query;
        this.before = List.of(before);
    }

    String sql(String table) {
        return with(query, table);
    }

    private static String with(String sql, String table) {
        return sql.replace("$T", table).replace("$A", TwoStores.OURS).replace("$B", TwoStores.THEIRS);
    }

    List<String> of(Session session, String table) throws SQLException {
        List<String> rows = new ArrayList<>();
        session.update("SAVEPOINT reading");
        for (String sql : before) {
            if (sql.startsWith("SELECT")) {
                session.rows(with(sql, table));
            } else {
                session.update(with(sql, table));
            }
        }
        rows.addAll(session.rows(sql(table)));
        session.update("ROLLBACK TO reading");
        if (this == PREPARED) {
            session.update("DEALLOCATE walls"); // it outlives its transaction
        }
        return rows;
    }

    private static String copied(Session session, String sql) throws SQLException {
        CopyManager copies = session.connection().unwrap(PGConnection.class).getCopyAPI();
        StringWriter rows = new StringWriter();
        try {
            copies.copyOut(sql, rows);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return rows.toString();
    }

    /** How many of the texts tell of the other store. */
    static long telling(List<String> rows) {
        return rows.stream().filter(row -> row.contains(TwoStores.THEIRS)).count();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
