package io.atomicinventory.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.FaultyDataSource;
import io.atomicinventory.engine.testing.FaultyDataSource.When;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;

/** The session is killed before and after each round trip of what is done with the queue. It is settled once. */
class KilledQueueTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    /** The pool reports each connection that it loses; here that is what is meant to happen. */
    private static final Logger POOL_LOG = (Logger) LoggerFactory.getLogger("com.zaxxer.hikari");

    private FaultyDataSource faulty;
    private HikariDataSource pool;

    /** What is done, and what it makes of its entry. */
    enum Work {
        SYNC("synced", 1) {
            @Override
            void on(Counter counter, String id) {
                counter.sync();
            }
        },
        APPROVE("approved", 1) {
            @Override
            void on(Counter counter, String id) {
                assertThat(counter.approve(id, ApprovalMode.FULL)).isInstanceOf(QueueOutcome.Accepted.class);
            }
        },
        REJECT("rejected", 0) {
            @Override
            void on(Counter counter, String id) {
                assertThat(counter.reject(id)).isInstanceOf(QueueOutcome.Accepted.class);
            }
        },
        VOID("voided", 0) {
            @Override
            void on(Counter counter, String id) {
                assertThat(counter.voidSale(id, id + "-void").success()).isTrue();
            }
        };

        private final String decision;
        private final int sold;

        Work(String decision, int sold) {
            this.decision = decision;
            this.sold = sold;
        }

        abstract void on(Counter counter, String id);
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
    void connect() {
        PGSimpleDataSource driver = new PGSimpleDataSource();
        driver.setUrl(OPEN.database().jdbcUrl());
        driver.setUser(TestDatabase.OWNER);
        driver.setPassword(TestDatabase.PASSWORD);
        faulty = new FaultyDataSource(driver);
        HikariConfig config = new HikariConfig();
        config.setDataSource(faulty.dataSource());
        config.setMaximumPoolSize(1);
        pool = new HikariDataSource(config);
    }

    @AfterEach
    void disconnect() {
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void I1_I2_aSessionKilledAtAnyRoundTripSettlesTheEntryOnce(Work work) {
        assertThat(killedAtEachRoundTrip(work, false)).isGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void I1_I2_aSessionKilledAtAnyRoundTripOfANewNodeSettlesTheEntryOnce(Work work) {
        assertThat(killedAtEachRoundTrip(work, true)).isGreaterThanOrEqualTo(3);
    }

    /** @return how many round trips there are, so that nobody kills fewer of them unseen */
    private int killedAtEachRoundTrip(Work work, boolean afresh) {
        AtomicInventory engine = engine();
        int cream = 100;
        for (int roundTrip = 1; ; roundTrip++) {
            for (When when : When.values()) {
                String id = when + "-" + roundTrip;
                new Counter(OPEN.engine()).queued(id, 1);
                Counter counter = new Counter(afresh ? engine() : engine);
                faulty.reset();
                faulty.at(when, roundTrip, KilledQueueTest::terminate);
                untilAnswered(() -> work.on(counter, id));
                cream -= work.sold;
                assertSettledOnce(work, id, cream);
                pool.getHikariPoolMXBean().softEvictConnections();
                if (faulty.isPending()) {
                    assertThat(when).isEqualTo(When.BEFORE);
                    return roundTrip - 1;
                }
            }
        }
    }

    private static void assertSettledOnce(Work work, String id, int cream) {
        Counter counter = new Counter(OPEN.engine());
        assertThat(counter.entry(id).decision()).as(id).isEqualTo(QueueDecision.ofCode(work.decision));
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).as(id).isEqualByComparingTo(Integer.toString(cream));
        assertThat(OPEN.count("inventory_movements WHERE transaction_id = '" + id + "'"))
                .as(id)
                .isEqualTo(4L * work.sold);
    }

    /** As the documentation asks of whoever is told that the outcome is not known. */
    private static void untilAnswered(Runnable work) {
        for (int attempt = 1; ; attempt++) {
            try {
                work.run();
                return;
            } catch (DatabaseUnavailableException e) {
                assertThat(attempt).as("tries").isLessThan(3);
            }
        }
    }

    private AtomicInventory engine() {
        return AtomicInventory.on(pool)
                .settings(EngineSettings.defaults()
                        .withRequestTimeout(Duration.ofSeconds(60))
                        .withLockTimeout(Duration.ofMillis(100))
                        .withFiguresInterval(Duration.ofHours(1)))
                .open();
    }

    private static void terminate(Connection connection) throws Exception {
        int pid = connection.unwrap(PGConnection.class).getBackendPID();
        TestDatabase.run(OPEN.database().superuser(), "SELECT pg_terminate_backend(" + pid + ", 10000)");
    }
}
