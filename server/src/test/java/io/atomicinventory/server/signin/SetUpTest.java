package io.atomicinventory.server.signin;

import static io.atomicinventory.server.testing.People.PASSWORD;
import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.security.KnownTokens;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Visitor;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The first administrator is whoever has the bootstrap token, once. */
@ExtendWith(OutputCaptureExtension.class)
class SetUpTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.empty();

    @BeforeEach
    void thereIsNobody() {
        SERVER.clear();
        // Nor is anything believed of tokens of before.
        SERVER.bean("knownTokens", KnownTokens.class).revoke("unknown");
        Forgetting.failures(SERVER);
    }

    private static Http.Answer setUp(Visitor visitor, String token, String personId) {
        return visitor.submit(
                "/set-up",
                "token",
                token,
                "personId",
                personId,
                "name",
                "Ana Santos",
                "password",
                PASSWORD,
                "passwordAgain",
                PASSWORD);
    }

    private static String people() {
        return SERVER.database().value("SELECT count(*) FROM access_people");
    }

    @Test
    void theBootstrapTokenMakesTheFirstAdministratorAndSignsIn(CapturedOutput output) {
        Visitor visitor = new Visitor(SERVER.url());
        assertThat(visitor.get("/sign-in").header("Location")).isEqualTo("/set-up");
        String before = visitor.session();
        Http.Answer answer = setUp(visitor, TestServer.TOKEN, "Ana");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo(HOME);
        assertThat(visitor.session()).isNotEqualTo(before);
        assertThat(visitor.get(HOME).response().body())
                .contains("Ana Santos", "<strong>ana</strong>", "admin", "all stores")
                .contains("There are no stores yet", "DELETE /api/v1/tokens/bootstrap-");
        assertThat(visitor.get("/set-up").header("Location")).isEqualTo("/sign-in");
        assertThat(setUp(new Visitor(SERVER.url()), TestServer.TOKEN, "ben").status())
                .isEqualTo(403); // there is no form any more, and so no secret of it
        assertThat(people()).isEqualTo("1");
        assertThat(SERVER.database()
                        .value("SELECT operation || ' ' || status || ' ' || who FROM access_audit"
                                + " WHERE operation = 'POST /set-up' AND status = 200"))
                .isEqualTo("POST /set-up 200 ana");
        assertThat(output.getAll()).doesNotContain(PASSWORD, TestServer.TOKEN);
    }

    @Test
    void theStartTellsWhereTheDashboardIsAndWhileThereIsNobodyWhatOpensIt(CapturedOutput output) {
        try (TestServer server = TestServer.start(SERVER.database())) {
            assertThat(output.getAll())
                    .containsPattern("dashboard  http://localhost:\\d+/inventory/atomic-dashboard\\n"
                            + " +the token opens the first sign-in there");
            setUp(new Visitor(server.url()), TestServer.TOKEN, "ana");
        }
        int before = output.getAll().length();
        try (TestServer server = TestServer.start(SERVER.database())) {
            assertThat(output.getAll().substring(before))
                    .contains(URI.create(server.url()).getPort() + "/inventory/atomic-dashboard")
                    .doesNotContain("opens the first sign-in");
        }
    }

    @Test
    void withAWrongTokenNobodyIsMadeAndTheNextHasToWait() {
        try (TestServer server = TestServer.start(SERVER.database())) {
            Visitor visitor = new Visitor(server.url());
            for (int i = 0; i < 3; i++) {
                Http.Answer wrong = setUp(visitor, "a-token-that-is-wrong", "ana");
                assertThat(wrong.status()).isEqualTo(401);
                assertThat(wrong.response().body())
                        .contains("role=\"alert\"", "not the administrator&#39;s token", "value=\"ana\"")
                        .doesNotContain("a-token-that-is-wrong", PASSWORD);
            }
            Http.Answer waits = setUp(visitor, TestServer.TOKEN, "ana");
            assertThat(waits.status()).isEqualTo(429);
            assertThat(waits.header("Retry-After")).isEqualTo("1");
            assertThat(people()).isEqualTo("0");
        }
    }

    @Test
    void allThatIsWrongInTheFormIsToldTogetherAndMarkupIsText() {
        Visitor visitor = new Visitor(SERVER.url());
        Http.Answer answer = visitor.submit(
                "/set-up", "token", TestServer.TOKEN, "personId", "admin", "name", "", "password", "short");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.response().body())
                .contains(
                        "The sign-in name must be",
                        "The name must be",
                        "The password must be 12 to 200 characters.",
                        "not the same")
                .doesNotContain(TestServer.TOKEN);
        assertThat(visitor.submit("/set-up", "name", "<b>\"bold\"</b>")
                        .response()
                        .body())
                .contains("&lt;b&gt;&quot;bold&quot;")
                .doesNotContain("<b>");
        assertThat(people()).isEqualTo("0");
    }

    @Test
    void ofTwoAtOnceOneIsTheFirst() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Http.Answer>> two = new ArrayList<>();
            for (String personId : List.of("ana", "ben")) {
                Visitor visitor = new Visitor(SERVER.url());
                String secret = Visitor.secretOf(visitor.get("/set-up"));
                two.add(() -> visitor.post(
                        "/set-up",
                        secret,
                        "token",
                        TestServer.TOKEN,
                        "personId",
                        personId,
                        "name",
                        personId,
                        "password",
                        PASSWORD,
                        "passwordAgain",
                        PASSWORD));
            }
            List<String> ends = new ArrayList<>();
            for (Future<Http.Answer> one : threads.invokeAll(two)) {
                ends.add(one.get().header("Location"));
            }
            assertThat(ends).containsExactlyInAnyOrder(HOME, "/sign-in?taken");
        }
        assertThat(people()).isEqualTo("1");
    }

    @Test
    void theAdministratorEndsTheBootstrapTokenAndNobodyElseDoes() {
        Visitor ana = new Visitor(SERVER.url());
        setUp(ana, TestServer.TOKEN, "ana");
        People.add(SERVER.http(), "ben", "auditor", "[\"*\"]");
        Visitor ben = new Visitor(SERVER.url());
        ben.signIn("ben", PASSWORD);
        assertThat(ben.get(HOME).response().body())
                .contains("None of your stores is there yet")
                .doesNotContain("bootstrap");
        Http.Answer notBen = ben.post("/account/bootstrap-token", Visitor.secretOf(ben.get(HOME)));
        assertThat(notBen.status()).isEqualTo(403);
        assertThat(notBen.header("Content-Type")).startsWith("text/html");
        assertThat(SERVER.http().get("/api/v1/stores").status()).isEqualTo(200);

        Http.Answer byAna = ana.post("/account/bootstrap-token", Visitor.secretOf(ana.get(HOME)));
        assertThat(byAna.header("Location")).isEqualTo(HOME);
        assertThat(SERVER.http().get("/api/v1/stores").status()).isEqualTo(401);
        assertThat(ana.get(HOME).response().body()).doesNotContain("bootstrap");
    }

    @Test
    void aBootstrapTokenThatWasRevokedOpensNothing() {
        String id = SERVER.http()
                .get("/api/v1/tokens")
                .json()
                .path("items")
                .path(0)
                .path("tokenId")
                .asString();
        assertThat(SERVER.http().delete("/api/v1/tokens/" + id).status()).isEqualTo(204);
        assertThat(setUp(new Visitor(SERVER.url()), TestServer.TOKEN, "ana").status())
                .isEqualTo(401);
        assertThat(people()).isEqualTo("0");
    }
}
