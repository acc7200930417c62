package io.atomicinventory.engine.deduction;

import static io.atomicinventory.engine.deduction.Branches.sell;
import static io.atomicinventory.engine.deduction.Branches.till;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Deducted;
import io.atomicinventory.engine.deduction.DeductionOutcome.NotDecided;
import io.atomicinventory.engine.deduction.DeductionOutcome.Refused;
import io.atomicinventory.engine.testing.Blocked;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.FaultyDataSource.When;
import io.atomicinventory.engine.testing.OpenCafe;
import io.atomicinventory.engine.testing.StoppableNode;
import io.atomicinventory.engine.testing.StoppableNode.Caller;
import io.atomicinventory.engine.testing.StoppableNode.Commit;
import io.atomicinventory.engine.testing.StoppableNode.Stop;
import io.atomicinventory.engine.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.slf4j.LoggerFactory;

/** What befalls one sale, one store or one connection of a lane harms nobody else in it. */
@SuppressWarnings("try") // a lane is stopped as long as its block lasts
class LaneTroubleTest {
    private static final EngineSettings ONE_LANE =
            EngineSettings.defaults().withLanes(1).withRequestTimeout(Duration.ofSeconds(20));
    private static final String HOLD_CREAM =
            "SELECT FROM inventory_stock WHERE store_id = 'cebu' AND stock_id = 'cream' FOR NO KEY UPDATE";
    private static final Logger POOL_LOG = (Logger) LoggerFactory.getLogger("com.zaxxer.hikari");

    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private StoppableNode node;
    private AtomicInventory engine;

    /** The pool reports each connection that it loses; here they are cut. */
    @BeforeAll
    static void quiet() {
        POOL_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        POOL_LOG.setLevel(null);
    }

    @BeforeEach
    void open() throws Exception {
        node = new StoppableNode(OPEN.database(), ONE_LANE);
        engine = node.engine();
        Branches.open(OPEN, 3);
    }

    @AfterEach
    void close() throws Exception {
        OPEN.database().execute("DROP FUNCTION IF EXISTS refuse_poison CASCADE");
        node.close();
    }

    private static void refusePoison() {
        OPEN.database().execute("""
                CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF NEW.transaction_id LIKE 'poison%' THEN RAISE EXCEPTION 'poison'; END IF;
                    RETURN NEW;
                END $$""", """
                CREATE TRIGGER refuse_poison BEFORE INSERT ON inventory_deduction_idempotency
                FOR EACH ROW EXECUTE FUNCTION refuse_poison()""");
    }

    @Test
    void I1_aSaleThatTheDatabaseRefusesHarmsNobodyElseInItsBatch() throws Exception {
        refusePoison();
        List<Caller<DeductionOutcome>> neighbours = new ArrayList<>();
        List<Caller<DeductionOutcome>> poisonous = new ArrayList<>();
        try (Stop stop = node.stop()) {
            for (int i = 0; i < 8; i++) {
                neighbours.add(till(engine, Cafe.CEBU, "t" + i, Cafe.CROFFLE, 1));
                neighbours.add(till(engine, "s" + i % 3, "t" + i, Cafe.COFFEE, 1));
                if (i == 2 || i == 6) {
                    poisonous.add(till(engine, Cafe.CEBU, "poison" + i, Cafe.CROFFLE, 1));
                }
            }
        }

        for (Caller<DeductionOutcome> neighbour : neighbours) {
            assertThat(((Deducted) neighbour.answer()).replayed()).isFalse();
        }
        for (Caller<DeductionOutcome> poison : poisonous) {
            assertThatThrownBy(poison::answer).hasCauseInstanceOf(IllegalStateException.class);
        }
        assertThat(OPEN.count("inventory_movements WHERE transaction_id LIKE 'poison%'"))
                .isZero();
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("92");
    }

    /** Its caller has no outcome for the others and is told so; what could be settled is a replay when it asks again. */
    @Test
    void I1_aSaleThatTheDatabaseRefusesDoesNotKeepTheOthersOfItsCallerFromBeingMade() {
        refusePoison();
        List<DeductionRequest> sales = List.of(
                Branches.sale(Cafe.CEBU, "t1", Cafe.CROFFLE, 1),
                Branches.sale(Cafe.CEBU, "poison", Cafe.CROFFLE, 1),
                Branches.sale(Cafe.CEBU, "t2", Cafe.CROFFLE, 1));

        assertThatThrownBy(() -> engine.deductions().deductInventoryAtomic(sales))
                .isInstanceOf(IllegalStateException.class);

        for (String id : List.of("t1", "t2")) {
            assertThat(((Deducted) sell(engine, Cafe.CEBU, id, Cafe.CROFFLE, 1)).replayed())
                    .isTrue();
        }
    }

    @Test
    void I1_aHeldRowIsWaitedForByThoseWhoNeedItAndByNobodyElse() throws Exception {
        List<Caller<DeductionOutcome>> needIt = new ArrayList<>();
        try (Blocked cream = Blocked.on(OPEN.database(), HOLD_CREAM)) {
            List<Caller<DeductionOutcome>> others = new ArrayList<>();
            try (Stop stop = node.stop()) {
                for (int i = 0; i < 5; i++) {
                    needIt.add(till(engine, Cafe.CEBU, "croffle" + i, Cafe.CROFFLE, 1));
                    others.add(till(engine, Cafe.CEBU, "coffee" + i, Cafe.COFFEE, 1));
                    others.add(till(engine, "s" + i % 3, "croffle" + i, Cafe.CROFFLE, 1));
                }
            }
            for (Caller<DeductionOutcome> other : others) {
                assertThat(other.answer().success()).isTrue();
            }
            // It is known by now: whoever comes later and needs it is left out of the batch, and the lane writes that.
            node.forget();
            try (Stop stop = node.stop()) {
                needIt.add(till(engine, Cafe.CEBU, "croffle5", Cafe.CROFFLE, 1));
                for (int i = 5; i < 10; i++) {
                    others.add(till(engine, Cafe.CEBU, "coffee" + i, Cafe.COFFEE, 1));
                    others.add(till(engine, "s0", "croffle" + i, Cafe.CROFFLE, 1));
                }
            }
            for (Caller<DeductionOutcome> other : others) {
                assertThat(other.answer().success()).isTrue();
            }
            assertThat(node.commits(2)).containsExactly(new Commit(1, 1), new Commit(2, 10));
            assertThat(needIt).noneMatch(Caller::isDone);
        }
        for (Caller<DeductionOutcome> one : needIt) {
            assertThat(one.answer().success()).isTrue();
        }
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cream")).isEqualByComparingTo("94");
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("90");
    }

    @Test
    void I1_manyWhoWaitForAHeldRowOfOneStoreLeaveTurnsToAnotherStoreWhoseRowIsFreeAgain() throws Exception {
        List<Caller<DeductionOutcome>> needIt = new ArrayList<>();
        try (Blocked cream = Blocked.on(OPEN.database(), HOLD_CREAM)) {
            for (int i = 0; i < 12; i++) {
                needIt.add(till(engine, Cafe.CEBU, "croffle" + i, Cafe.CROFFLE, 1));
            }
            Caller<DeductionOutcome> elsewhere;
            try (Blocked other = Blocked.on(OPEN.database(), HOLD_CREAM.replace("cebu", "s0"))) {
                elsewhere = till(engine, "s0", "croffle", Cafe.CROFFLE, 1);
                other.awaitWaiting(1);
            }
            assertThat(elsewhere.answer().success()).isTrue();
            assertThat(needIt).noneMatch(Caller::isDone);
        }
        for (Caller<DeductionOutcome> one : needIt) {
            assertThat(one.answer().success()).isTrue();
        }
    }

    @Test
    void I1_whoNeedsAHeldRowIsToldAtTheDeadlineWhileTheOthersGoOn() throws Exception {
        try (StoppableNode impatient =
                        new StoppableNode(OPEN.database(), ONE_LANE.withRequestTimeout(Duration.ofMillis(800)));
                Blocked cream = Blocked.on(OPEN.database(), HOLD_CREAM)) {
            Caller<DeductionOutcome> needsIt = till(impatient.engine(), Cafe.CEBU, "croffle", Cafe.CROFFLE, 1);
            int sold = 0;
            while (!needsIt.isDone()) {
                assertThat(sell(impatient.engine(), "s0", "croffle" + sold++, Cafe.CROFFLE, 1)
                                .success())
                        .isEqualTo(sold <= 100);
            }
            assertThat(needsIt.answer()).isEqualTo(new NotDecided("croffle", new Undecided.VersionConflict("cream")));
            assertThat(sold).isGreaterThan(1);
        }
    }

    @Test
    void I8_thoseWhoWaitForAHeldRowCountForTheirStoreAndTakeNoRoomFromOthers() throws Exception {
        try (StoppableNode small = new StoppableNode(OPEN.database(), ONE_LANE.withMaxWaiting(10, 4))) {
            List<Caller<DeductionOutcome>> needIt = new ArrayList<>();
            try (Blocked cream = Blocked.on(OPEN.database(), HOLD_CREAM)) {
                needIt.add(till(small.engine(), Cafe.CEBU, "croffle0", Cafe.CROFFLE, 1));
                Blocked.await(
                        "the row to be known as held",
                        () -> sell(small.engine(), Cafe.CEBU, "coffee", Cafe.COFFEE, 1)
                                .success());
                for (int i = 1; i < 4; i++) {
                    needIt.add(till(small.engine(), Cafe.CEBU, "croffle" + i, Cafe.CROFFLE, 1));
                }
                assertThat(sell(small.engine(), Cafe.CEBU, "croffle4", Cafe.CROFFLE, 1))
                        .isEqualTo(new NotDecided("croffle4", new Undecided.Overloaded()));
                assertThat(sell(small.engine(), "s0", "croffle4", Cafe.CROFFLE, 1)
                                .success())
                        .isTrue();
            }
            for (Caller<DeductionOutcome> one : needIt) {
                assertThat(one.answer().success()).isTrue();
            }
        }
    }

    /** Callers that come again as soon as they are answered would else keep each other out of the lane for ever. */
    @Test
    void I4_aRowThatIsFreeAgainIsSoldInBatchesAgain() throws Exception {
        OPEN.cafe().receive(Cafe.CEBU, "cup", "5000", "cups");
        AtomicInteger rounds = new AtomicInteger();
        List<Caller<Boolean>> tills = new ArrayList<>();
        try (Blocked cup = Blocked.on(
                OPEN.database(),
                "SELECT FROM inventory_stock WHERE store_id = 'cebu' AND stock_id = 'cup' FOR NO KEY UPDATE")) {
            for (int i = 0; i < 24; i++) {
                String till = "till" + i + "-";
                tills.add(Caller.waiting(() -> {
                    boolean success = true;
                    for (int sale = 0; sale < 30; sale++) {
                        success &= sell(engine, Cafe.CEBU, till + sale, Cafe.COFFEE, 1)
                                .success();
                        rounds.incrementAndGet();
                    }
                    return success;
                }));
            }
            cup.awaitWaiting(1);
            Thread.sleep(200);
        }
        for (Caller<Boolean> till : tills) {
            assertThat(till.answer()).isTrue();
        }
        assertThat(rounds).hasValue(24 * 30);
        assertThat(node.commits(0).stream().mapToInt(Commit::commands).sum()).isGreaterThan(24 * 30 / 2);
        assertThat(OPEN.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo("" + (5100 - 24 * 30));
    }

    enum Break {
        /** The server kills the session before the commit arrives. */
        KILLED {
            @Override
            void strike(StoppableNode node, Connection connection) throws Exception {
                int pid = connection.unwrap(PGConnection.class).getBackendPID();
                TestDatabase.run(OPEN.database().superuser(), "SELECT pg_terminate_backend(" + pid + ", 10000)");
            }
        },
        /** It is committed, and nobody hears of it. */
        COMMITTED {
            @Override
            void strike(StoppableNode node, Connection connection) {
                node.wire().swallowTheNextAnswer();
            }
        },
        CUT_ON_THE_WAY {
            @Override
            void strike(StoppableNode node, Connection connection) {
                node.wire().cutBehindTheNextRequest();
            }
        };

        abstract void strike(StoppableNode node, Connection connection) throws Exception;
    }

    @ParameterizedTest
    @EnumSource
    void I1_I2_aConnectionLostAtTheCommitOfManyStoresIsNotNoticedByAnybody(Break broken) throws Exception {
        List<Caller<DeductionOutcome>> tills = new ArrayList<>();
        List<Caller<DeductionOutcome>> refused = new ArrayList<>();
        try (Stop stop = node.stop()) {
            for (String store : List.of(Cafe.CEBU, "s0", "s1", "s2")) {
                for (int i = 0; i < 3; i++) {
                    tills.add(till(engine, store, "t" + i, Cafe.CROFFLE, 1));
                }
                refused.add(till(engine, store, "much", Cafe.COFFEE, 101));
            }
            node.faulty().atCommit(When.BEFORE, connection -> broken.strike(node, connection));
        }

        for (Caller<DeductionOutcome> till : tills) {
            assertThat(((Deducted) till.answer()).replayed()).isFalse();
        }
        for (Caller<DeductionOutcome> till : refused) {
            assertThat(((Refused) till.answer()).replayed()).isFalse();
        }
        assertThat(node.faulty().isPending()).isFalse();
        assertThat(OPEN.count("inventory_deduction_idempotency")).isEqualTo(16);
        assertThat(OPEN.count("inventory_stock WHERE stock_id = 'cream' AND quantity = 97"))
                .isEqualTo(4);
        assertThat(sell(engine, "s1", "next", Cafe.CROFFLE, 1).success()).isTrue();
    }

    /** Whoever listens to the metrics may make mistakes too. */
    @Test
    void I2_aLaneGoesOnAfterAMistakeOfOurs() throws Exception {
        AtomicBoolean isBroken = new AtomicBoolean(true);
        AtomicInventory mistaken = AtomicInventory.on(OPEN.pool())
                .settings(ONE_LANE)
                .metrics(new EngineMetrics() {
                    @Override
                    public void committed(int stores, int commands) {
                        if (isBroken.getAndSet(false)) {
                            throw new IllegalStateException("a mistake");
                        }
                    }
                })
                .open();
        assertThat(sell(mistaken, Cafe.CEBU, "t1", Cafe.CROFFLE, 1).success()).isTrue();
        Blocked.await("the mistake", () -> !isBroken.get());

        for (String store : List.of(Cafe.CEBU, "s0")) {
            assertThat(till(mistaken, store, "t2", Cafe.CROFFLE, 1).answer().success())
                    .isTrue();
        }
    }
}
