package io.atomicinventory.engine.deduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.FaultyDataSource;
import io.atomicinventory.engine.testing.FaultyDataSource.When;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.TcpProxy;
import io.atomicinventory.engine.testing.TestDatabase;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;

/**
 * Sessions that are killed and connections that break, at every point of a request. Whatever happens, the books
 * hold all of it or nothing, once; and the caller is told what is true, or that it is not known.
 */
class KilledSessionTest {
    private static final EngineSettings PATIENT = EngineSettings.defaults()
            .withRequestTimeout(Duration.ofSeconds(60))
            .withLockTimeout(Duration.ofMillis(100));
    private static final EngineSettings IMPATIENT = EngineSettings.defaults()
            .withRequestTimeout(Duration.ofMillis(700))
            .withLockTimeout(Duration.ofMillis(100));

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    /** The pool reports each connection that it loses; here that is hundreds of times what was meant to happen. */
    private static final Logger POOL_LOG = (Logger) LoggerFactory.getLogger("com.zaxxer.hikari");

    private final AtomicInteger lockRetries = new AtomicInteger();
    private TcpProxy wire;
    private FaultyDataSource faulty;
    private HikariDataSource pool;

    /** The others go the way of a receipt. */
    static List<Work> ways() {
        return List.of(Work.SALE, Work.BATCH, Work.RECEIPT, Work.VOID, Work.TRANSFER);
    }

    @BeforeAll
    static void quiet() {
        POOL_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        POOL_LOG.setLevel(null);
    }

    @BeforeEach
    void connect() throws Exception {
        URI url = URI.create(OPEN.database().jdbcUrl().substring("jdbc:".length()));
        wire = new TcpProxy(url.getPort());
        PGSimpleDataSource driver = new PGSimpleDataSource();
        driver.setUrl("jdbc:postgresql://127.0.0.1:" + wire.port() + url.getPath());
        driver.setUser(TestDatabase.OWNER);
        driver.setPassword(TestDatabase.PASSWORD);
        faulty = new FaultyDataSource(driver);
        HikariConfig config = new HikariConfig();
        config.setDataSource(faulty.dataSource());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(250);
        pool = new HikariDataSource(config);
        for (String item : List.of("croissant", "cream", "caramel", "wax-paper", "coffee-beans", "cup")) {
            OPEN.cafe().receive(Cafe.CEBU, item, "900", "delivery-" + item);
        }
    }

    @AfterEach
    void disconnect() throws Exception {
        pool.close();
        wire.close();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void I1_I2_aSessionKilledBeforeOrAfterAnyRoundTripOfAFirstRequestIsNotNoticed(Work work) {
        assertThat(killedAtEachRoundTrip(work, true)).isGreaterThanOrEqualTo(work.roundTripsOfAFirst());
    }

    @ParameterizedTest
    @EnumSource
    void I1_I2_aSessionKilledBeforeOrAfterAnyRoundTripOfALaterRequestIsNotNoticed(Work work) {
        assertThat(killedAtEachRoundTrip(work, false)).isEqualTo(work.roundTripsOfALater());
    }

    /** @return how many round trips there are, so that nobody kills fewer of them unseen */
    private int killedAtEachRoundTrip(Work work, boolean afresh) {
        AtomicInventory engine = engine(PATIENT);
        submit(work, engine, "warm");
        for (int roundTrip = 1; ; roundTrip++) {
            for (When when : When.values()) {
                String id = when + "-" + roundTrip;
                faulty.reset();
                backAgain(); // who opens an engine does not wait for a pool that has just lost its connection
                AtomicInventory used = afresh ? engine(PATIENT) : engine;
                faulty.reset();
                faulty.at(when, roundTrip, KilledSessionTest::terminate);
                List<? extends Outcome> outcomes = submit(work, used, id);
                work.assertDone(outcomes);
                work.assertInTheBooksOnce(OPEN, id);
                // What was killed behind the last round trip would else be met by the next request.
                pool.getHikariPoolMXBean().softEvictConnections();
                if (faulty.isPending()) {
                    assertThat(when).isEqualTo(When.BEFORE);
                    return roundTrip - 1;
                }
            }
        }
    }

    /** The server kills the session itself, while it is writing: before and after the first and second row. */
    @ParameterizedTest
    @MethodSource("ways")
    void I1_I2_aSessionKilledInTheMiddleOfItsWritesIsNotNoticed(Work work) {
        AtomicInventory engine = engine(PATIENT);
        OPEN.database().execute("CREATE SEQUENCE writes", "CREATE SEQUENCE deaths", """
                        CREATE FUNCTION die_at() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
                            -- A sequence does not roll back: it dies once.
                            IF nextval('writes') = TG_ARGV[0]::int THEN
                                PERFORM nextval('deaths');
                                PERFORM pg_terminate_backend(pg_backend_pid());
                                PERFORM pg_sleep(60);
                            END IF;
                            RETURN NEW;
                        END $$""");
        try {
            for (String event : List.of(
                    "TRIGGER die BEFORE UPDATE ON inventory_stock",
                    "TRIGGER die AFTER UPDATE ON inventory_stock",
                    "TRIGGER die BEFORE INSERT ON inventory_deduction_idempotency",
                    "TRIGGER die AFTER INSERT ON inventory_deduction_idempotency",
                    "TRIGGER die BEFORE INSERT ON inventory_movements",
                    "TRIGGER die AFTER INSERT ON inventory_movements",
                    "TRIGGER die BEFORE INSERT ON inventory_compensation_log",
                    "CONSTRAINT TRIGGER die AFTER INSERT ON inventory_movements DEFERRABLE INITIALLY DEFERRED")) {
                for (int write = 1; write <= 2; write++) {
                    String id = event.replaceAll("[^A-Za-z]", "") + write;
                    work.prepare(OPEN.engine(), id);
                    OPEN.database()
                            .execute(
                                    "ALTER SEQUENCE writes RESTART",
                                    "ALTER SEQUENCE deaths RESTART",
                                    "CREATE " + event + " FOR EACH ROW EXECUTE FUNCTION die_at(" + write + ")");
                    List<? extends Outcome> outcomes = submit(work, engine, id);
                    String table = event.substring(event.indexOf("inventory_")).replaceAll(" .*", "");
                    OPEN.database().execute("DROP TRIGGER die ON " + table);

                    work.assertDone(outcomes);
                    work.assertInTheBooksOnce(OPEN, id);
                    assertThat(OPEN.count("deaths WHERE is_called")).isEqualTo(write <= work.writes(table) ? 1 : 0);
                }
            }
        } finally {
            OPEN.database().execute("DROP FUNCTION die_at CASCADE", "DROP SEQUENCE writes, deaths");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void I1_I2_aConnectionThatBreaksBeforeDuringOrAfterTheCommitIsNotNoticed(Work work) {
        AtomicInventory engine = engine(PATIENT);
        List<Runnable> breaks = List.of(wire::cut, wire::cutBehindTheNextRequest, wire::swallowTheNextAnswer);
        for (int i = 0; i < breaks.size(); i++) {
            Runnable broken = breaks.get(i);
            faulty.atCommit(When.BEFORE, connection -> broken.run());
            work.assertDone(submit(work, engine, "before-" + i));
            work.assertInTheBooksOnce(OPEN, "before-" + i);
        }
        faulty.atCommit(When.AFTER, connection -> wire.cut());
        work.assertDone(submit(work, engine, "after"));
        work.assertInTheBooksOnce(OPEN, "after");
        work.assertReplayed(submit(work, engine, "after"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void I1_I2_aCommitThatArrivesWhileItsRequestIsSentAgainIsTheAnswerToIt(Work work) throws Exception {
        AtomicInventory engine = engine(PATIENT);
        AtomicReference<TcpProxy.Held> held = holdTheCommit();

        CompletableFuture<List<? extends Outcome>> caller =
                CompletableFuture.supplyAsync(() -> submit(work, engine, "late"));
        // Its own first attempt holds the locks that the second one needs, until the commit arrives.
        Blocked.await("two tries that met a lock", () -> lockRetries.get() >= 2);
        work.assertNotInTheBooks(OPEN, "late");
        held.get().deliver();

        work.assertDone(caller.get());
        work.assertInTheBooksOnce(OPEN, "late");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void I1_I2_aCommitThatNeverArrivesIsMadeAgain(Work work) throws Exception {
        AtomicInventory engine = engine(PATIENT);
        AtomicReference<TcpProxy.Held> held = holdTheCommit();

        CompletableFuture<List<? extends Outcome>> caller =
                CompletableFuture.supplyAsync(() -> submit(work, engine, "lost"));
        Blocked.await("two tries that met a lock", () -> lockRetries.get() >= 2);
        held.get().lose();

        work.assertDone(caller.get());
        work.assertInTheBooksOnce(OPEN, "lost");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void I1_I2_aCommitThatArrivesAfterItsCallerGaveUpIsTheAnswerToWhoeverSendsItAgain(Work work) throws Exception {
        AtomicInventory engine = engine(IMPATIENT);
        AtomicInventory patient = engine(PATIENT);
        AtomicReference<TcpProxy.Held> held = holdTheCommit();
        assertUnavailable(work, engine, "late");

        int before = lockRetries.get();
        CompletableFuture<List<? extends Outcome>> again =
                CompletableFuture.supplyAsync(() -> submit(work, patient, "late"));
        Blocked.await("a try that met a lock", () -> lockRetries.get() > before || again.isDone());
        work.assertNotInTheBooks(OPEN, "late");
        held.get().deliver();

        work.assertReplayed(again.get());
        work.assertInTheBooksOnce(OPEN, "late");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void I2_aDatabaseThatStaysAwayIsToldAndTheSameRequestLaterGivesTheOneOutcome(Work work) {
        AtomicInventory engine = engine(IMPATIENT);
        AtomicInventory patient = engine(PATIENT);
        submit(work, engine, "warm");

        faulty.reset();
        faulty.at(When.BEFORE, 1, connection -> away());
        assertUnavailable(work, engine, "never-begun");
        work.assertNotInTheBooks(OPEN, "never-begun");
        backAgain();
        work.assertDone(submit(work, OPEN.engine(), "never-begun"));
        work.assertInTheBooksOnce(OPEN, "never-begun");

        faulty.atCommit(When.BEFORE, connection -> away());
        assertUnavailable(work, engine, "never-committed");
        backAgain();
        work.assertDone(submit(work, patient, "never-committed"));
        work.assertInTheBooksOnce(OPEN, "never-committed");

        faulty.atCommit(When.BEFORE, connection -> {
            wire.swallowTheNextAnswer();
            wire.refuse(true);
        });
        assertUnavailable(work, engine, "committed");
        work.assertInTheBooksOnce(OPEN, "committed");
        backAgain();
        work.assertReplayed(submit(work, patient, "committed"));
        work.assertInTheBooksOnce(OPEN, "committed");
    }

    /** The wire stays up and nothing comes back, as behind a firewall that forgot the connection. */
    @Test
    void I2_aDatabaseThatFallsSilentDoesNotKeepTheCallerForEver() throws Exception {
        AtomicInventory engine = engine(IMPATIENT);
        AtomicInventory patient = engine(PATIENT);
        Work.SALE.submit(engine, "warm");
        for (int roundTrip : new int[] {1, 3}) {
            String id = "silent-" + roundTrip;
            faulty.reset();
            faulty.at(When.BEFORE, roundTrip, connection -> wire.swallowAllAnswersInSilence());

            CompletableFuture<List<? extends Outcome>> caller =
                    CompletableFuture.supplyAsync(() -> Work.SALE.submit(engine, id));
            try {
                assertThatThrownBy(() -> caller.get(30, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(DatabaseUnavailableException.class);
            } finally {
                wire.cut();
            }

            Work.SALE.submit(patient, id);
            Work.SALE.assertInTheBooksOnce(OPEN, id);
        }
    }

    /** Many callers, and somebody who kills whatever session of theirs he finds. */
    @Test
    void I1_I2_sessionsKilledAtRandomAreNotNoticedByAnybody() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(OPEN.database().jdbcUrl() + "?ApplicationName=victim");
        config.setUsername(TestDatabase.OWNER);
        config.setPassword(TestDatabase.PASSWORD);
        config.setMaximumPoolSize(6);
        try (HikariDataSource victims = new HikariDataSource(config)) {
            AtomicInventory engine =
                    AtomicInventory.on(victims).settings(PATIENT).open();
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (int caller = 0; caller < 6; caller++) {
                String prefix = "caller-" + caller + "-";
                callers.add(CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 25; i++) {
                        Work.SALE.assertDone(Work.SALE.submit(engine, prefix + i));
                    }
                }));
            }
            CompletableFuture<Void> all = CompletableFuture.allOf(callers.toArray(CompletableFuture[]::new));
            int killed = 0;
            while (!all.isDone()) {
                killed += Integer.parseInt(OPEN.database().value("""
                        SELECT count(pg_terminate_backend(pid, 1000))
                        FROM (SELECT pid FROM pg_stat_activity
                              WHERE datname = current_database() AND application_name = 'victim'
                              ORDER BY random() LIMIT 1)"""));
            }
            all.get();
            assertThat(killed).isPositive();
        }
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("700");
        assertThat(OPEN.count("inventory_deduction_idempotency WHERE outcome = 'done' AND operation = 'deduction'"))
                .isEqualTo(150);
    }

    /** What there must be before it comes by another way, on which nothing goes wrong. */
    private static List<? extends Outcome> submit(Work work, AtomicInventory engine, String id) {
        work.prepare(OPEN.engine(), id);
        return work.submit(engine, id);
    }

    private AtomicInventory engine(EngineSettings settings) {
        return AtomicInventory.on(pool)
                .settings(settings.withFiguresInterval(Duration.ofHours(1)))
                .metrics(new EngineMetrics() {
                    @Override
                    public void retried(String storeId, String reason) {
                        if (reason.equals("lock")) {
                            lockRetries.incrementAndGet();
                        }
                    }
                })
                .open();
    }

    private AtomicReference<TcpProxy.Held> holdTheCommit() {
        AtomicReference<TcpProxy.Held> held = new AtomicReference<>();
        faulty.atCommit(When.BEFORE, connection -> held.set(wire.holdTheNextRequest()));
        return held;
    }

    private void away() {
        wire.refuse(true);
        wire.cut();
    }

    private void backAgain() {
        wire.refuse(false);
        Blocked.await("a connection", () -> {
            try (Connection connection = pool.getConnection()) {
                return connection.isValid(5);
            } catch (SQLException e) {
                return false;
            }
        });
    }

    private void assertUnavailable(Work work, AtomicInventory engine, String id) {
        assertThatThrownBy(() -> submit(work, engine, id)).isInstanceOf(DatabaseUnavailableException.class);
        assertThat(faulty.isPending()).as("the fault is still to come").isFalse();
    }

    private static void terminate(Connection connection) throws Exception {
        int pid = connection.unwrap(PGConnection.class).getBackendPID();
        TestDatabase.run(OPEN.database().superuser(), "SELECT pg_terminate_backend(" + pid + ", 10000)");
    }
}
