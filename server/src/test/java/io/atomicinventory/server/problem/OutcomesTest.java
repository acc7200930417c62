package io.atomicinventory.server.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code docs/outcomes.md}, the code and the behaviour say the same, in the same order. */
class OutcomesTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String SALES = "/api/v1/stores/cebu/deductions";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| (\\d{3}) \\| (yes|no) \\|");

    private record Documented(String slug, int status, boolean isRecorded) {}

    @BeforeAll
    static void start() {
        SERVER.cafe().product("unmapped", "Unmapped", "Nothing piece 1");
        SERVER.cafe().product("switched-off", "Switched Off", "Off piece 1");
        SERVER.cafe().stock("cebu", "off", new StockItemSettings("off", "piece", null, false, false, BigDecimal.TEN));
        SERVER.cafe().map("cebu", "Off", "piece", "off", "1");
    }

    private static List<Documented> documented() throws IOException {
        return ROW.matcher(Files.readString(Path.of("../docs/outcomes.md")))
                .results()
                .map(row -> new Documented(
                        row.group(1),
                        Integer.parseInt(row.group(2)),
                        row.group(3).equals("yes")))
                .toList();
    }

    @Test
    void thePageNamesEveryRefusalInTheCodesOrder() throws IOException {
        assertThat(documented().stream().map(Documented::slug))
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values())
                        .map(ProblemType::slug)
                        .toList());
        assertThat(documented().stream().map(Documented::status))
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values())
                        .map(ProblemType::status)
                        .toList());
    }

    @Test
    void malformedComesBeforeAMissingKey() {
        Http.Answer answer = SERVER.http().post(SALES, "{\"transactionId\": \"!\"}");
        assertRefusal(answer, "malformed-request", 3);
        assertThat(answer.errors().getLast()).startsWith("Idempotency-Key:");
        assertRefusal(SERVER.http().post(SALES, sale("o-1", "americano", 1)), "idempotency-key-missing", 1);
    }

    @Test
    void aStrangersBodyIsNotRead() {
        assertRefusal(Http.anonymous(SERVER.url()).post(SALES, "{"), "unauthenticated", 1);
        Http wrong = Http.of(SERVER.url(), "wrong");
        assertRefusal(wrong.key("o-2").post("/api/v1/stores/nowhere/deductions", "{}"), "unauthenticated", 1);
    }

    @Test
    void whatIsMalformedIsToldBeforeAnythingIsLookedFor() {
        String nowhere = "/api/v1/stores/nowhere/deductions";
        assertRefusal(SERVER.http().key("o-3").post(nowhere, "{\"transactionId\": \"t\"}"), "malformed-request", 1);
        assertRefusal(SERVER.http().key("o-3").post(nowhere, sale("t", "ghost", 1)), "not-found", 1);
    }

    @Test
    void aReusedKeyComesBeforeEverythingThatTheNewRequestWouldMeet() {
        assertThat(SERVER.http()
                        .key("o-4")
                        .post(SALES, sale("o-4", "americano", 1))
                        .status())
                .isEqualTo(201);
        assertRefusal(SERVER.http().key("o-4").post(SALES, sale("o-4", "ghost", 1)), "idempotency-key-reused", 1);
    }

    @Test
    void aDeductedTransactionComesBeforeWhatItsOtherItemsWouldMeet() {
        assertThat(SERVER.http()
                        .key("o-5")
                        .post(SALES, sale("o-5", "americano", 1))
                        .status())
                .isEqualTo(201);
        assertRefusal(
                SERVER.http().key("o-5b").post(SALES, sale("o-5", "ghost", 1)), "transaction-already-deducted", 2);
    }

    /** Each product of the sale brings one reason; the first is taken away, and the next one names the refusal. */
    @Test
    void reasonsOfOneSaleComeTogetherInTheirOrder() {
        String tooMuch = item("caramel-croffle", "1000000");
        String notExact = item("americano", "0.01");
        String off = item("switched-off", "1");
        String unmapped = item("unmapped", "1");
        String ghost = item("ghost", "1");

        assertReasons("o-6", "unknown-product", 8, tooMuch, notExact, off, unmapped, ghost);
        assertReasons("o-7", "no-conversion-mapping", 7, tooMuch, notExact, off, unmapped);
        assertReasons("o-8", "inactive-item", 6, tooMuch, notExact, off);
        assertReasons("o-9", "quantity-not-exact", 5, tooMuch, notExact);
        assertReasons("o-10", "insufficient-stock", 4, tooMuch);
    }

    @Test
    void whatIsRecordedStaysAndWhatIsNotMayBeSentAgain() throws IOException {
        assertThat(documented().stream().filter(Documented::isRecorded).map(Documented::slug))
                .containsExactly(
                        "transaction-already-deducted",
                        "unknown-product",
                        "no-conversion-mapping",
                        "inactive-item",
                        "quantity-not-exact",
                        "insufficient-stock");
        Http.Answer refused = SERVER.http().key("o-11").post(SALES, sale("o-11", "later", 1));
        SERVER.cafe().product("later", "Later", "Croissant piece 1");
        Http.Answer again = SERVER.http().key("o-11").post(SALES, sale("o-11", "later", 1));
        assertThat(again.json()).isEqualTo(refused.json());
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");

        assertRefusal(SERVER.http().key("o-12").post(SALES, "{}"), "malformed-request", 2);
        assertThat(SERVER.http()
                        .key("o-12")
                        .post(SALES, sale("o-12", "americano", 1))
                        .status())
                .isEqualTo(201);
    }

    /** {@code WaitingTest} provokes the one, {@code DatabaseAwayTest} the other. */
    @Test
    void thePageHasTheTextsOfBothKindsOfOverloadedAndSaysWhereToWait() throws IOException {
        String page = Files.readString(Path.of("../docs/outcomes.md"));
        assertThat(page)
                .contains("`" + new Undecided.Overloaded().text() + "`")
                .contains("`" + ProblemBody.OUTCOME_UNKNOWN + "`");
        assertThat(page.lines()
                        .filter(line -> line.contains("`Retry-After`"))
                        .map(ROW::matcher)
                        .filter(Matcher::find)
                        .map(row -> row.group(1)))
                .containsExactlyElementsOf(Arrays.stream(ProblemType.values())
                        .filter(ProblemType::asksToWait)
                        .map(ProblemType::slug)
                        .toList());
    }

    private static void assertReasons(String id, String slug, int errors, String... items) {
        String body = "{\"transactionId\": \"" + id + "\", \"items\": [" + String.join(",", items) + "]}";
        assertRefusal(SERVER.http().key(id).post(SALES, body), slug, errors);
    }

    private static void assertRefusal(Http.Answer answer, String slug, int errors) {
        assertThat(answer.slug()).as(answer.toString()).isEqualTo(slug);
        assertThat(answer.errors()).as(answer.toString()).hasSize(errors);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(answer.status());
    }

    private static String item(String productId, String quantity) {
        return "{\"productId\": \"" + productId + "\", \"quantity\": " + quantity + "}";
    }

    private static String sale(String transactionId, String productId, int quantity) {
        return "{\"transactionId\": \"" + transactionId + "\", \"items\": ["
                + item(productId, Integer.toString(quantity)) + "]}";
    }
}
