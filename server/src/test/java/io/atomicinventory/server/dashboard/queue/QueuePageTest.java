package io.atomicinventory.server.dashboard.queue;

import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.queue.Queues;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.Visitor;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue's pages without a browser: who decides what, what is refused, and what is recorded. */
class QueuePageTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    /** By role, in all stores: hashing a password takes its time. */
    private static final Map<String, Visitor> VISITORS = new HashMap<>();

    private Queues shop = new Queues(SERVER.anonymous(), "");

    @BeforeEach
    void open() {
        shop = new Queues(SERVER.http(), Shops.open(SERVER.cafe()));
    }

    private static Visitor visitor(String role) {
        return VISITORS.computeIfAbsent(role, key -> {
            People.add(SERVER.http(), "queue-" + role, role, "[\"*\"]");
            Visitor visitor = new Visitor(SERVER.url());
            assertThat(visitor.signIn("queue-" + role, People.PASSWORD).status())
                    .isEqualTo(302);
            return visitor;
        });
    }

    private String path() {
        return HOME + "/" + shop.store() + "/queue";
    }

    private String entry(String queueId) {
        return path() + "/entries/" + queueId;
    }

    private static String body(Http.Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer.response().body();
    }

    private Http.Answer post(String role, String path, String... fields) {
        Visitor visitor = visitor(role);
        return visitor.post(path, Visitor.secretOf(visitor.get(HOME)), fields);
    }

    /** As the script sends it. */
    private Http.Answer part(String role, String path, String form) {
        Visitor visitor = visitor(role);
        String csrf = URLEncoder.encode(Visitor.secretOf(visitor.get(HOME)), StandardCharsets.UTF_8);
        return visitor.send(visitor.request(path)
                .header("HX-Request", "true")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("_csrf=" + csrf + "&" + form)));
    }

    private String audit() {
        return SERVER.database()
                .value(
                        "SELECT string_agg(who || ' ' || status || ' ' || operation, '; ' ORDER BY occurred_at, event_id) FROM access_audit"
                                + " WHERE store_id = '" + shop.store() + "' AND operation LIKE '%queue%'");
    }

    @Test
    void anEmptyQueueSaysWhatItIsFor() {
        assertThat(body(visitor("manager").get(path()), 200)).contains("Nothing waits", "waits for your decision");
        assertThat(body(visitor("manager").get(path() + "?filter=settled"), 200))
                .contains("Nothing was decided yet");
    }

    @Test
    void theListAndTheEntryTellTheSaleWhatIsShortAndWhatEachChoiceWouldDo() {
        String queueId = shop.queued("txn-1", 103);
        shop.sync();

        String list = body(visitor("manager").get(path() + "?filter=short"), 200);
        assertThat(list)
                .contains("txn-1", "103 × Caramel Croffle", "Need 103, Have 100 (Short: 3)", "device till-1", "Short");
        assertThat(body(visitor("manager").get(path() + "?filter=waiting"), 200))
                .doesNotContain("txn-1");
        assertThat(body(visitor("manager").get(entry(queueId) + "/effect"), 200))
                .as("what is typed in the forms is left alone")
                .contains("live-queue", "below zero")
                .doesNotContain("entry-forms");
        String page = body(visitor("manager").get(entry(queueId)), 200);
        assertThat(page)
                .contains(
                        "Approve in full",
                        "Approve what is there",
                        "Rejecting says that the goods never left: if they did, approve.",
                        "below zero",
                        "-3",
                        "/stock/cream");
    }

    @Test
    void I2_aSaleIsApprovedInFullOnceAndTheAuditTrailSaysByWhom() {
        String queueId = shop.queued("txn-1", 103);

        String done = body(post("manager", entry(queueId) + "/approve", "mode", "full", "note", "seen by me"), 200);
        String again = body(post("manager", entry(queueId) + "/approve", "mode", "full"), 200);

        assertThat(done).contains("Done.", "Approved in full by queue-manager at", "seen by me", "What it took");
        assertThat(again).contains("decided already", "Approved in full by queue-manager at");
        assertThat(shop.quantity("cream")).isEqualTo("-3");
        assertThat(audit())
                .isEqualTo(
                        "queue-manager 200 POST /inventory/atomic-dashboard/{storeId}/queue/entries/{queueId}/approve; "
                                + "queue-manager 200 POST /inventory/atomic-dashboard/{storeId}/queue/entries/{queueId}/approve");
        assertThat(body(visitor("auditor").get(path() + "?filter=settled"), 200))
                .contains("Approved in full by queue-manager", "“seen by me”");
    }

    @Test
    void I5_whatIsThereIsApprovedWithoutGoingBelowZero() {
        String queueId = shop.queued("txn-1", 103);

        body(post("manager", entry(queueId) + "/approve", "mode", "available"), 200);

        assertThat(shop.quantity("cream")).isEqualTo("0");
    }

    @Test
    void aRejectionNeedsAReasonAndHostileWordsAreShownAsWords() {
        String queueId = shop.queued("txn-1", 2);
        String hostile = "<script>alert(1)</script> ' OR 1=1 -- ${7*7}";

        assertThat(body(post("manager", entry(queueId) + "/reject", "reason", "  "), 400))
                .contains("reason: must be");
        assertThat(body(post("manager", entry(queueId) + "/reject", "reason", "x".repeat(201)), 400))
                .contains("1 to 200");
        assertThat(body(post("manager", entry(queueId) + "/reject", "reason", "a\u0000b"), 400))
                .contains("reason: must be");
        String done = body(post("manager", entry(queueId) + "/reject", "reason", hostile), 200);

        assertThat(done)
                .contains("Rejected by queue-manager", "&lt;script&gt;", "${7*7}")
                .doesNotContain("<script>alert");
        assertThat(shop.entry(queueId).path("note").asString()).isEqualTo(hostile);
        assertThat(shop.quantity("cream")).isEqualTo("100");
    }

    @Test
    void I2_whoDecidesWhatAnotherHasDecidedIsToldHowAndNothingIsDone() {
        String queueId = shop.queued("txn-1", 2);
        shop.decide(queueId, "reject", "{\"reason\": \"never left\"}");

        Http.Answer answer = part("manager", entry(queueId) + "/approve", "mode=full");

        assertThat(body(answer, 409)).contains("was rejected by", "Rejected by").doesNotContain("id=\"approve-full\"");
        assertThat(shop.quantity("cream")).isEqualTo("100");
        assertThat(body(visitor("manager").get(entry(queueId) + "/effect"), 200))
                .contains("hx-swap-oob", "Rejected by")
                .doesNotContain("hx-trigger");
    }

    @Test
    void whatCannotBeApprovedSaysWhatIsToBeMended() {
        SERVER.cafe().product("mystery-" + shop.store(), "Mystery", "Unmapped Thing gram 2");
        String queueId = Queues.answered(shop.queue("txn-1", "mystery-" + shop.store(), 1, null), 201)
                .json()
                .path("queueId")
                .asString();
        shop.sync();

        assertThat(body(visitor("manager").get(entry(queueId)), 200)).contains("cannot be approved until", "Failing");
        assertThat(body(post("manager", entry(queueId) + "/approve", "mode", "full"), 422))
                .contains("Unmapped Thing");
        assertThat(body(visitor("manager").get(path() + "?filter=troubled"), 200))
                .contains("txn-1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cashier", "auditor"})
    void whoMayNotDecideSeesAndIsToldWhy(String role) {
        String queueId = shop.queued("txn-1", 2);

        String page = body(visitor(role).get(entry(queueId)), 200);
        assertThat(page).contains("txn-1", "that takes a manager").doesNotContain("id=\"approve-full\"", "id=\"bulk\"");
        assertThat(page.contains("The stock after each choice</caption>")).isEqualTo(role.equals("auditor"));
        for (String path : new String[] {"/approve", "/reject"}) {
            body(post(role, entry(queueId) + path, "mode", "full", "reason", "r"), 403);
        }
        body(post(role, path() + "/bulk/decide", "choice", "full"), 403);
        body(post(role, path() + "/sync"), 403);
        assertThat(shop.entry(queueId).path("status").asString()).isEqualTo("pending");
    }

    @Test
    void nothingIsDoneWithoutTheSecretOfTheSession() {
        String queueId = shop.queued("txn-1", 2);
        for (String path : new String[] {entry(queueId) + "/approve", path() + "/bulk/decide", path() + "/sync"}) {
            body(visitor("manager").post(path, "", "mode", "full", "choice", "full"), 403);
        }
        assertThat(shop.entry(queueId).path("status").asString()).isEqualTo("pending");
    }

    @Test
    void I3_anotherStoresQueueIsNotSeenAndNotDecided() {
        String queueId = shop.queued("txn-1", 2);
        People.add(SERVER.http(), "elsewhere", "manager", "[\"cebu\"]");
        Visitor stranger = new Visitor(SERVER.url());
        stranger.signIn("elsewhere", People.PASSWORD);
        String csrf = Visitor.secretOf(stranger.get(HOME));

        body(stranger.get(path()), 403);
        body(stranger.post(entry(queueId) + "/approve", csrf, "mode", "full"), 403);
        String own = HOME + "/cebu/queue";
        body(stranger.get(own + "/entries/" + queueId), 404);
        body(stranger.post(own + "/entries/" + queueId + "/approve", csrf, "mode", "full"), 404);
        body(stranger.post(own + "/entries/" + queueId + "/reject", csrf, "reason", "r"), 404);
        assertThat(body(stranger.post(own + "/bulk/decide", csrf, "choice", "full", "selection", text(queueId)), 200))
                .contains("0 done, 0 decided already, 1 not possible");
        assertThat(shop.entry(queueId).path("status").asString()).isEqualTo("pending");
    }

    @Test
    void theSynchronisationTellsWhatItDid() {
        shop.queued("fits", 2);
        shop.queued("short", 200);
        assertThat(body(part("manager", path() + "/sync", ""), 200))
                .contains("1 deducted, 1 still short or too late, 0 failed");
    }

    @Test
    void I1I2_manyAreDecidedWithTheirSummedEffectShownFirstAndWhatIsDecidedAlreadyIsTold() {
        String first = shop.queued("txn-1", 60);
        String second = shop.queued("txn-2", 50);
        String third = shop.queued("txn-3", 5);
        shop.decide(third, "reject", "{\"reason\": \"never left\"}");

        String summed =
                body(part("manager", path() + "/bulk", "choice=full&queueId=" + first + "&queueId=" + second), 200);
        assertThat(summed).contains("-10", "below zero", "Approve 2 sales").doesNotContain("<html");
        String done = body(
                part(
                        "manager",
                        path() + "/bulk/decide",
                        "choice=full&note=day&selection=" + text(first, second, third)),
                200);

        assertThat(done).contains("2 done, 1 decided already, 0 not possible", "already: Rejected by");
        assertThat(shop.quantity("cream")).isEqualTo("-10");
        assertThat(audit())
                .contains("queue-manager 200 POST")
                .contains("/queue/bulk/decide")
                .doesNotContain("/queue/bulk;");
    }

    @Test
    void moreThanAStepGoesOnWhereTheScriptIsAndIsDoneAtOnceWhereNoneIs() {
        String selection = IntStream.range(0, 60)
                .mapToObj(i -> text(shop.queued("txn-" + i, 1)))
                .collect(Collectors.joining());

        String step = body(part("manager", path() + "/bulk/decide", "choice=full&selection=" + selection), 200);
        assertThat(step).contains("50 of 60", "hx-trigger=\"load, submit\"", "value=\"50,0,0\"");
        assertThat(body(post("manager", path() + "/bulk/decide", "choice", "full", "selection", selection), 200))
                .contains("10 done, 50 decided already, 0 not possible");
        assertThat(body(part("manager", path() + "/bulk", "choice=reject&all=true&filter=open"), 400))
                .contains("nothing to decide");
        assertThat(shop.quantity("cream")).isEqualTo("40");
    }

    @Test
    void moreThan500AndWhatIsNoSelectionAreRefused() {
        String tooMany = IntStream.range(0, 501).mapToObj(QueuePageTest::someId).collect(Collectors.joining());
        assertThat(body(part("manager", path() + "/bulk/decide", "choice=full&selection=" + tooMany), 400))
                .contains("At most 500");
        for (String wrong : new String[] {"x", "", "A".repeat(21) + "!"}) {
            body(post("manager", path() + "/bulk/decide", "choice", "full", "selection", wrong), 400);
        }
        body(part("manager", path() + "/bulk", "choice=full&queueId=q-1%27--"), 400);
        body(part("manager", path() + "/bulk", "choice=full"), 400);
        body(part("manager", path() + "/bulk", "choice=other&queueId=q-" + "0".repeat(32)), 400);
        body(visitor("manager").get(path() + "?filter=nonsense"), 400);
        body(visitor("manager").get(path() + "?after=nonsense"), 400);
    }

    private static String someId(int number) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("%016d".formatted(number).getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(String... queueIds) {
        return new Selection(List.of(queueIds)).text();
    }
}
