package io.atomicinventory.server.dashboard.health;

import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.Visitor;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthPageTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String HEALTH = HOME + "/cebu/health";

    private static Visitor auditor;
    private static Visitor cashier;

    @BeforeAll
    static void signIn() {
        auditor = signedIn("auditor");
        cashier = signedIn("cashier");
    }

    private static Visitor signedIn(String role) {
        String personId = "health-" + role;
        People.add(SERVER.http(), personId, role, "[\"cebu\"]");
        Visitor visitor = new Visitor(SERVER.url());
        assertThat(visitor.signIn(personId, People.PASSWORD).status()).isEqualTo(302);
        return visitor;
    }

    private static String page() {
        return auditor.get(HEALTH).response().body();
    }

    /** As a script asks: an answer is a part. */
    private static Http.Answer part(String path) {
        return auditor.send(auditor.request(path).header("HX-Request", "true"));
    }

    @Test
    void everyCheckOfTheReportIsShownInPlainWordsBesideItsName() {
        var checks = SERVER.http().get("/api/v1/stores/cebu/health").json().path("checks");
        assertThat(checks).isNotEmpty();
        String page = page();
        for (var check : checks) {
            String name = check.path("name").asString();
            assertThat(CheckTitles.knows(name)).as("%s has plain words", name).isTrue();
            assertThat(page).contains("id=\"check-" + name + "\"", CheckTitles.of(name), ">" + name + "</code>");
        }
        assertThat(page).contains(checks.size() + " checks", "(Asia/Manila)");
    }

    @Test
    void I4_whatIsWrongStandsFirstAndOpenWithExamplesAndTheWayToMendIt() {
        String ofCup = " WHERE store_id = 'cebu' AND stock_id = 'cup'";
        SERVER.database().execute("UPDATE inventory_movements SET version = version + 1" + ofCup);
        try {
            again();
            String page = page();
            assertThat(page).contains("1 critical");
            int wrong = page.indexOf("id=\"check-conservation\"");
            assertThat(wrong).isLessThan(page.indexOf("id=\"check-version-guard\""));
            String check = page.substring(wrong, page.indexOf("</details>", wrong));
            assertThat(check)
                    .contains(
                            "open=\"open\"", ">critical<", "1 found", "What to do:", ">Stock id<", ">Fault<", ">cup<");
        } finally {
            SERVER.database().execute("UPDATE inventory_movements SET version = version - 1" + ofCup);
        }
        again();
        assertThat(page()).contains("0 critical");
    }

    private static void again() {
        Http.Answer answer = auditor.submit(HEALTH);
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).endsWith(HEALTH);
    }

    @Test
    void aScriptGetsTheChecksAlone() {
        String csrf = Visitor.secretOf(auditor.get(HEALTH));
        Http.Answer part = auditor.send(auditor.request(HEALTH)
                .header("HX-Request", "true")
                .header("X-CSRF-TOKEN", csrf)
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(part.status()).isEqualTo(200);
        assertThat(part.response().body()).contains("id=\"checks\"").doesNotContain("<html", "<h1");
    }

    @Test
    void theBooksAreProvedOnRequestAndTheResultIsSaidInWords() throws InterruptedException {
        assertThat(auditor.post(HEALTH + "/proof", Visitor.secretOf(auditor.get(HEALTH)))
                        .status())
                .isEqualTo(302);
        String part = part(HEALTH + "/proof").response().body();
        for (int i = 0; i < 600 && part.contains("<progress"); i++) {
            assertThat(part).contains("hx-trigger=\"every 1s\"", "aria-disabled=\"true\"");
            Thread.sleep(50);
            part = part(HEALTH + "/proof").response().body();
        }
        assertThat(part)
                .contains("every figure is the sum of its movements", "(Asia/Manila)", "Prove them again")
                .doesNotContain("hx-trigger", "<html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/proof"})
    void whoMayNotReviewMayNotRunThemAndNobodyWithoutTheSecretOrInAnotherStore(String call) {
        String csrf = Visitor.secretOf(cashier.get(HOME));
        assertThat(cashier.post(HEALTH + call, csrf).status()).isEqualTo(403);
        assertThat(cashier.get(HEALTH + call).status()).isEqualTo(403);
        assertThat(auditor.post(HEALTH + call, "").status()).isEqualTo(403);
        String own = Visitor.secretOf(auditor.get(HEALTH));
        Http.Answer foreign = auditor.post(HOME + "/manila/health" + call, own);
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.response().body()).contains("may not act in store manila");
    }
}
