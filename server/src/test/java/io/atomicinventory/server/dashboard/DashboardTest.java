package io.atomicinventory.server.dashboard;

import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.Visitor;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who sees which pages of which store. */
class DashboardTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String CEBU = HOME + "/cebu";
    /** By role: hashing a password takes its time. */
    private static final Map<String, Visitor> VISITORS = new ConcurrentHashMap<>();

    private static Visitor signedIn(String role, String stores) {
        return VISITORS.computeIfAbsent(role, key -> {
            String personId = "dashboard-" + role;
            People.add(SERVER.http(), personId, role, stores);
            Visitor visitor = new Visitor(SERVER.url());
            assertThat(visitor.signIn(personId, People.PASSWORD).status()).isEqualTo(302);
            return visitor;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"overview", "health", "queue", "metrics", "stock", "gaps"})
    void aManagerSeesEachTabAndNobodySeesItWithoutASession(String tab) {
        Http.Answer page = signedIn("manager", "[\"cebu\"]").get(CEBU + "/" + tab);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.response().body()).contains("aria-current=\"page\"", "/" + tab);
        Http.Answer stranger = new Visitor(SERVER.url()).get(CEBU + "/" + tab);
        assertThat(stranger.status()).isEqualTo(302);
        assertThat(stranger.header("Location")).isEqualTo("/sign-in");
    }

    @ParameterizedTest
    @CsvSource({"overview,403", "health,403", "metrics,403", "gaps,403", "queue,200", "stock,200"})
    void aCashierSeesWhatHisRoleSees(String tab, int status) {
        assertThat(signedIn("cashier", "[\"cebu\"]").get(CEBU + "/" + tab).status())
                .isEqualTo(status);
    }

    @Test
    void aStoreLeadsToTheFirstPageThatItsVisitorMaySee() {
        assertThat(signedIn("manager", "[\"cebu\"]").get(CEBU).header("Location"))
                .isEqualTo(CEBU + "/overview");
        assertThat(signedIn("cashier", "[\"cebu\"]").get(CEBU).header("Location"))
                .isEqualTo(CEBU + "/queue");
    }

    @Test
    void I3_aForeignStoreIsNobodysToSee_andIsRefusedAlikeWhetherItIsThereOrNot() {
        SERVER.cafe().store("manila");
        Visitor visitor = signedIn("manager", "[\"cebu\"]");
        String manila = HOME + "/manila/overview";
        Http.Answer there = visitor.get(manila);
        Http.Answer nowhere = visitor.get(HOME + "/nowhere/overview");
        assertThat(there.status()).isEqualTo(403);
        assertThat(nowhere.status()).isEqualTo(403);
        assertThat(there.response().body().replace("manila", "nowhere"))
                .isEqualTo(nowhere.response().body());
    }

    @Test
    void whatIsNotThereIsNotFound() {
        Visitor admin = signedIn("admin", "[\"*\"]");
        assertThat(admin.get(HOME + "/nowhere/overview").status()).isEqualTo(404);
        assertThat(admin.get(CEBU + "/no-such-tab").status()).isEqualTo(404);
    }

    @Test
    void aScriptIsToldWhereToSignIn() {
        Visitor stranger = new Visitor(SERVER.url());
        Http.Answer answer = stranger.send(stranger.request(CEBU + "/queue").header("HX-Request", "true"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("HX-Redirect")).isEqualTo("/sign-in");
    }

    @Test
    void aScriptIsToldWhatWentWrongAndWhereToShowIt() {
        Visitor visitor = signedIn("manager", "[\"cebu\"]");
        Http.Answer answer =
                visitor.send(visitor.request(HOME + "/manila/overview").header("HX-Request", "true"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("HX-Retarget")).isEqualTo("#messages");
        assertThat(answer.response().body())
                .contains("may not act in store manila")
                .doesNotContain("<html");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/lib/htmx/htmx.min.js",
                "/assets/lib/chart/chart.umd.min.js",
                "/assets/live.js",
                "/assets/focus.js",
                "/assets/charts.js",
                "/assets/dashboard.css"
            })
    void allScriptsAndStylesComeFromTheJar(String asset) {
        assertThat(new Visitor(SERVER.url()).get(asset).status()).isEqualTo(200);
    }
}
