package io.atomicinventory.engine.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.engine.testing.OpenCafe;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was done and tried stands there for ever, and a store's is read by whoever may see that store. */
class AuditTrailTest {
    @RegisterExtension
    private static final OpenCafe OPEN = new OpenCafe();

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String SELL = "POST /api/v1/stores/{storeId}/deductions";
    private static final String LOOK = "GET /api/v1/stores/{storeId}/stock";

    @BeforeEach
    void open() {
        OPEN.cafe().store("talisay");
    }

    private static AuditTrail audit() {
        return OPEN.engine().audit();
    }

    private static AuditEvent event(@Nullable String storeId, int second, String who, String operation, int status) {
        return new AuditEvent(
                storeId,
                NOON.plusSeconds(second),
                who,
                "cashier",
                "10.0.0.7",
                operation,
                "/api/v1/stores/" + storeId + "/" + second,
                status,
                status >= 400 ? "forbidden" : "",
                1);
    }

    private static AuditEvent sale(@Nullable String storeId, int second) {
        return event(storeId, second, "ana", SELL, 201);
    }

    private static AuditEvent of(UnaryOperator<String> text, String subject) {
        return new AuditEvent(
                Cafe.CEBU,
                NOON,
                text.apply("who"),
                text.apply("role"),
                text.apply("address"),
                text.apply("operation"),
                subject,
                403,
                text.apply("result"),
                3);
    }

    /** Of a day around noon. */
    private static AuditEvent.Filter filter(
            @Nullable List<String> storeIds,
            @Nullable String who,
            @Nullable String operation,
            @Nullable Boolean refused) {
        return new AuditEvent.Filter(
                storeIds, who, operation, refused, NOON.minusSeconds(43_200), NOON.plusSeconds(43_200));
    }

    private static List<AuditEvent> read(AuditEvent.Filter filter) {
        return audit().events(filter, null, Page.MAX_LIMIT).items().stream()
                .map(AuditEvent.Kept::event)
                .toList();
    }

    private static List<AuditEvent> all() {
        return read(filter(null, null, null, null));
    }

    private static void refused(Runnable request, String error) {
        assertThatThrownBy(request::run)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(error);
    }

    /** As the application's role in this store. */
    private static String asApplication(String storeId, String sql) throws SQLException {
        try (Connection connection = OPEN.pool().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL ROLE atomic_inventory_app");
            statement.execute("SELECT set_config('inventory.stores', '" + storeId + "', true)");
            try (ResultSet rows = statement.executeQuery(sql)) {
                return rows.next() ? String.valueOf(rows.getString(1)) : "";
            } finally {
                connection.rollback();
            }
        }
    }

    // What stands there stays

    @Test
    void I3_theApplicationCannotChangeWhatWasRecorded() {
        audit().record(List.of(sale(Cafe.CEBU, 1)));

        for (String change : List.of(
                "UPDATE access_audit SET who = 'eve'",
                "DELETE FROM access_audit",
                "TRUNCATE access_audit",
                "SELECT 1 FROM access_audit FOR UPDATE")) {
            assertThatThrownBy(() -> asApplication(Cafe.CEBU, change))
                    .as(change)
                    .hasMessageContaining("permission denied");
        }

        assertThat(all()).containsExactly(sale(Cafe.CEBU, 1));
    }

    @Test
    void I3_anEventOfOneStoreIsNotReadWithAnotherSet() throws SQLException {
        audit().record(List.of(sale(Cafe.CEBU, 1), sale("talisay", 2), sale(null, 3)));

        String stores = "SELECT string_agg(store_id, ' ' ORDER BY store_id) FROM access_audit";
        assertThat(asApplication("talisay", stores)).isEqualTo("talisay");
        assertThat(asApplication(Cafe.CEBU, stores)).isEqualTo(Cafe.CEBU);
        assertThat(asApplication("", stores)).isEqualTo("null");
    }

    @Test
    void I3_whatIsAboutAStoreThatDoesNotExistIsKeptUnderNoStore() {
        List<String> nowhere = List.of("nowhere", "cebu,talisay", "-", "", "CEBU", "a\0b", "' OR true --");
        nowhere.forEach(storeId -> audit().record(List.of(sale(storeId, 1), sale(Cafe.CEBU, 2))));

        assertThat(all().stream().filter(event -> event.storeId() == null)).hasSameSizeAs(nowhere);
        assertThat(read(filter(List.of(Cafe.CEBU), null, null, null))).hasSameSizeAs(nowhere);
        assertThat(all()).hasSize(2 * nowhere.size());
    }

    // Finding it

    @Test
    void I3_eventsAreFoundByStoreWhoOperationAndWhetherTheyWereRefused() {
        AuditEvent sold = sale(Cafe.CEBU, 1);
        AuditEvent soldThere = sale("talisay", 2);
        AuditEvent looked = event("talisay", 3, "ben", LOOK, 200);
        AuditEvent refused = event(Cafe.CEBU, 4, "ben", SELL, 403);
        AuditEvent signIn = event(null, 5, "eve", "POST /api/v1/session", 401);
        audit().record(List.of(refused, soldThere, signIn, sold, looked));

        assertThat(all()).containsExactly(signIn, refused, looked, soldThere, sold);
        assertThat(read(filter(List.of("talisay"), null, null, null))).containsExactly(looked, soldThere);
        assertThat(read(filter(List.of("talisay", Cafe.CEBU, "talisay"), null, null, null)))
                .containsExactly(refused, looked, soldThere, sold);
        assertThat(read(filter(List.of("nowhere"), null, null, null))).isEmpty();
        assertThat(read(filter(List.of(), null, null, null))).isEmpty();
        assertThat(read(filter(null, "ben", null, null))).containsExactly(refused, looked);
        assertThat(read(filter(List.of("talisay"), "ben", null, null))).containsExactly(looked);
        assertThat(read(filter(null, null, SELL, null))).containsExactly(refused, soldThere, sold);
        assertThat(read(filter(List.of(Cafe.CEBU), null, SELL, false))).containsExactly(sold);
        assertThat(read(filter(null, null, null, true))).containsExactly(signIn, refused);
        assertThat(read(filter(null, null, null, false))).containsExactly(looked, soldThere, sold);
        assertThat(read(filter(List.of(Cafe.CEBU), null, null, true))).containsExactly(refused);
        assertThat(read(filter(List.of(Cafe.CEBU), "ana", SELL, true))).isEmpty();
        refused(() -> filter(List.of("-"), null, null, null), "storeId: ");
        refused(() -> filter(List.of("cebu,talisay"), null, null, null), "storeId: ");
    }

    @Test
    void I10_fromIsInAndToIsOut() {
        audit().record(IntStream.range(0, 3).mapToObj(i -> sale(Cafe.CEBU, i)).toList());

        requireSeconds(0, 3, 2, 1, 0);
        requireSeconds(1, 2, 1);
        requireSeconds(1, 1);
        requireSeconds(3, 9);
        requireSeconds(2, 1);
    }

    private static void requireSeconds(int from, int to, Integer... seconds) {
        for (List<String> stores : List.of(List.<String>of(), List.of(Cafe.CEBU))) {
            List<AuditEvent> found = read(new AuditEvent.Filter(
                    stores.isEmpty() ? null : stores, null, null, null, NOON.plusSeconds(from), NOON.plusSeconds(to)));
            assertThat(found)
                    .extracting(event -> (int) (event.occurredAt().getEpochSecond() - NOON.getEpochSecond()))
                    .containsExactly(seconds);
        }
    }

    @Test
    void I10_timesAreToldApartToTheMicrosecondAndAllTimesMayBeAskedFor() {
        AuditEvent event = sale(Cafe.CEBU, 0);
        for (int nanos : List.of(2_999, 1_000, 999_000)) {
            audit().record(List.of(
                    new AuditEvent(Cafe.CEBU, NOON.plusNanos(nanos), "ana", "", "", "", "", 200, "", event.times())));
        }
        List<AuditEvent> found = read(new AuditEvent.Filter(
                null, null, null, null, Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59Z")));

        assertThat(found)
                .extracting(AuditEvent::occurredAt)
                .containsExactly(NOON.plusNanos(999_000), NOON.plusNanos(2_000), NOON.plusNanos(1_000));
        assertThat(read(new AuditEvent.Filter(
                        List.of(Cafe.CEBU), null, null, null, NOON.plusNanos(2_000), NOON.plusNanos(999_000))))
                .hasSize(1);
        refused(() -> new AuditEvent.Filter(null, null, null, null, Instant.MIN, NOON), "from, to: ");
        refused(() -> new AuditEvent.Filter(null, null, null, null, NOON, Instant.MAX), "from, to: ");
        refused(() -> new AuditEvent("a", Instant.MAX, "", "", "", "", "", 200, "", 1), "occurredAt: ");
        refused(() -> new AuditEvent("a", NOON, "", "", "", "", "", 200, "", 0), "times: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "cebu", "both", "refused"})
    void I3_pagesHaveNoGapsAndRepeatNothingWhileOthersAppend(String which) throws Exception {
        List<AuditEvent> before = IntStream.range(0, 400)
                .mapToObj(i -> event(i % 2 == 0 ? Cafe.CEBU : "talisay", i / 4, "ana", SELL, i % 5 < 2 ? 403 : 201))
                .toList();
        audit().record(before);
        AuditEvent.Filter filter = filter(
                which.equals("cebu") ? List.of(Cafe.CEBU) : which.equals("both") ? List.of(Cafe.CEBU, "talisay") : null,
                null,
                null,
                which.equals("refused") ? true : null);
        List<AuditEvent.Kept> pages = new ArrayList<>();
        AtomicBoolean isOver = new AtomicBoolean();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> others = threads.submit(() -> {
                for (int second = 1_000; !isOver.get(); second++) {
                    OPEN.otherNode().audit().record(List.of(event("talisay", second, "ben", SELL, 403)));
                }
            });
            try {
                String after = null;
                do {
                    Page<AuditEvent.Kept> page = audit().events(filter, after, 7);
                    assertThat(page.items()).hasSizeBetween(1, 7);
                    pages.addAll(page.items());
                    after = page.next();
                } while (after != null);
            } finally {
                isOver.set(true);
            }
            others.get();
        }

        assertThat(pages).extracting(AuditEvent.Kept::eventId).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(pages).doesNotHaveDuplicates();
        assertThat(pages.stream()
                        .map(AuditEvent.Kept::event)
                        .filter(event -> event.who().equals("ana")))
                .containsExactlyInAnyOrderElementsOf(before.stream()
                        .filter(event -> !which.equals("cebu") || Cafe.CEBU.equals(event.storeId()))
                        .filter(event -> !which.equals("refused") || event.status() == 403)
                        .toList());
    }

    @Test
    void I3_aPageBeginsWhereOneEndedAndNowhereElse() {
        for (String after : List.of("a\0b", "", "g", "00000000000001", "ffffffffffffff-zzzzzzzzzzzzzzzz")) {
            refused(() -> audit().events(filter(null, null, null, null), after, 10), "after: ");
        }
        refused(() -> audit().events(filter(null, null, null, null), null, 0), "limit: ");
    }

    @Test
    void I3_aPositionBehindTheEndOfTheTimeBeginsAtTheEnd() {
        audit().record(List.of(sale(Cafe.CEBU, 1), sale(Cafe.CEBU, 2)));
        String after = "f".repeat(14) + "-" + "f".repeat(16);

        for (List<String> stores : List.of(List.<String>of(), List.of(Cafe.CEBU))) {
            AuditEvent.Filter filter = new AuditEvent.Filter(
                    stores.isEmpty() ? null : stores, null, null, null, NOON, NOON.plusSeconds(2));
            assertThat(audit().events(filter, after, 10).items())
                    .extracting(AuditEvent.Kept::event)
                    .containsExactly(sale(Cafe.CEBU, 1));
        }
    }

    // Whatever strangers write

    @Test
    void I8_textsAreKeptAsTheyAre() {
        for (String text :
                List.of("'; DROP TABLE access_audit; --", "a\"b\\c{},", "☕ café", "tab\tline\n", "", "NULL")) {
            AuditEvent event = of(word -> text, text);
            audit().record(List.of(event));

            assertThat(event.who() + event.subject()).isEqualTo(text + text);
            assertThat(read(filter(null, text, text, true))).containsExactly(event);
        }
    }

    /** PostgreSQL has no such characters. An event is worth more than one of its characters, and its neighbours more still. */
    @Test
    void I8_whatPostgresqlCannotKeepIsReplaced() {
        audit().record(List.of(of(word -> word + "\0\ud83d", "/a\0b\udc00"), sale(Cafe.CEBU, -1)));

        assertThat(all()).containsExactly(of(word -> word + "\ufffd\ufffd", "/a\ufffdb\ufffd"), sale(Cafe.CEBU, -1));
        assertThat(read(filter(null, "who\0\ud83d", null, null)))
                .as("by the same text")
                .hasSize(1);
    }

    @Test
    void I8_longTextsAreCutAndNotInTheMiddleOfACharacter() {
        String cups = "☕".repeat(100) + "\ud83e\udd50".repeat(9_000);

        audit().record(List.of(of(word -> cups, cups)));

        AuditEvent kept = all().getFirst();
        assertThat(kept.subject()).isEqualTo("☕".repeat(100) + "\ud83e\udd50".repeat(AuditEvent.MAX_SUBJECT - 100));
        for (String word : List.of(kept.who(), kept.role(), kept.address(), kept.operation(), kept.result())) {
            assertThat(word).isEqualTo("☕".repeat(100) + "\ud83e\udd50".repeat(AuditEvent.MAX_WORD - 100));
        }
        String longest = "x".repeat(AuditEvent.MAX_SUBJECT);
        assertThat(of(word -> word, longest).subject()).isEqualTo(longest);
        assertThat(of(word -> word, longest + "y").subject()).isEqualTo(longest);
    }

    @Test
    void I1_aBatchIsRecordedWhole() {
        audit().record(List.of());
        List<AuditEvent> events = IntStream.range(0, 5_000)
                .mapToObj(i -> sale(i % 3 == 0 ? Cafe.CEBU : i % 3 == 1 ? "talisay" : "nowhere-" + i, i))
                .toList();

        audit().record(events);

        assertThat(OPEN.count("access_audit")).isEqualTo(5_000);
        assertThat(OPEN.count("access_audit WHERE store_id = '-'")).isEqualTo(1_666);
        assertThat(audit().events(filter(List.of(Cafe.CEBU), null, null, null), null, 1)
                        .items())
                .extracting(AuditEvent.Kept::event)
                .containsExactly(events.get(4_998));
        OPEN.database().execute("ALTER TABLE access_audit ADD CONSTRAINT no_eve CHECK (who <> 'eve')");
        try {
            assertThatThrownBy(() -> audit().record(
                                    List.of(sale(Cafe.CEBU, 1), event(Cafe.CEBU, 2, "eve", SELL, 403), sale(null, 3))))
                    .isInstanceOf(IllegalStateException.class);
        } finally {
            OPEN.database().execute("ALTER TABLE access_audit DROP CONSTRAINT no_eve");
        }
        assertThat(OPEN.count("access_audit")).as("all or none").isEqualTo(5_000);
    }
}
