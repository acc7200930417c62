package io.atomicinventory.server.signin;

import static io.atomicinventory.server.testing.People.PASSWORD;
import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Visitor;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who gets a session, what it is worth, and where. */
@ExtendWith(OutputCaptureExtension.class)
class SignInTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @BeforeAll
    static void somebodyIsThere() {
        People.add(SERVER.http(), "ana", "manager", "[\"cebu\"]");
        People.add(SERVER.http(), "gone", "manager", "[\"cebu\"]");
        People.change(SERVER.http(), "gone", "manager", "[\"cebu\"]", false);
    }

    @BeforeEach
    void nobodyWaits() {
        Forgetting.failures(SERVER);
    }

    private static Visitor visitor() {
        return new Visitor(SERVER.url());
    }

    private static Visitor signedIn() {
        Visitor visitor = visitor();
        Http.Answer answer = visitor.signIn("ana", PASSWORD);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo(HOME);
        return visitor;
    }

    @ParameterizedTest
    @ValueSource(strings = {HOME, "/account", "/inventory/anything"})
    void whoHasNotSignedInIsLedToTheFormAndSeesNothing(String path) {
        for (Http.Answer answer : List.of(
                visitor().get(path),
                SERVER.http().get(path),
                SERVER.anonymous()
                        .with("Cookie", "inventory-session=0123456789ABCDEF")
                        .get(path))) {
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header("Location")).startsWith("/sign-in");
            assertThat(answer.response().body()).isEmpty();
        }
    }

    @Test
    void theHomePageSaysWhoIsSignedInAndShowsTheStoresOfThatPersonOnly() {
        SERVER.cafe().store("elsewhere");
        Http.Answer home = signedIn().get(HOME);
        assertThat(home.status()).isEqualTo(200);
        assertThat(home.header("Content-Type")).startsWith("text/html");
        assertThat(home.response().body())
                .contains("Person ana", "manager", "<code>cebu</code>", "/account", "Sign out")
                .doesNotContain("elsewhere", "administrator&#39;s token");
        assertThat(signedIn().get("/inventory/anything").status()).isEqualTo(404);
    }

    @Test
    void theIdMayBeTypedAsAPhoneTypesIt() {
        Visitor visitor = visitor();
        assertThat(visitor.signIn(" Ana ", PASSWORD).status()).isEqualTo(302);
        assertThat(visitor.isSignedIn()).isTrue();
    }

    @Test
    void aWrongPasswordAnUnknownPersonAndOneWhoIsSwitchedOffAreToldTheSame() {
        String page = "";
        for (String personId : List.of("ana", "nobody", "gone", "not an id")) {
            Visitor visitor = visitor();
            String typed = personId.equals("gone") ? PASSWORD : "wrong password, really";
            Http.Answer answer = visitor.signIn(personId, typed);
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.response().body())
                    .contains("role=\"alert\"", "The name or the password is wrong.")
                    .doesNotContain(typed, personId);
            String same = answer.response().body().replaceAll("value=\"[^\"]*\"", "");
            assertThat(page.isEmpty() ? same : page).isEqualTo(same);
            page = same;
            assertThat(visitor.isSignedIn()).isFalse();
        }
        SERVER.bean("signInDelays", SignInDelays.class).succeeded("ana", "127.0.0.1");
    }

    @Test
    void theCookieIsForThisSiteAndNotForScripts() {
        Http.Answer form = visitor().get("/sign-in");
        assertThat(form.header("Set-Cookie"))
                .startsWith("inventory-session=")
                .contains("; Path=/", "; HttpOnly", "; SameSite=Strict")
                .doesNotContain("Secure", "Max-Age", "Expires", "Domain");
    }

    @Test
    void theCookieIsSecureWhereTheProxySaidHttps() {
        try (TestServer server = TestServer.start(SERVER.database(), "inventory.proxy.trusted=127.0.0.1")) {
            Http.Answer over = Http.anonymous(server.url())
                    .with("X-Forwarded-Proto", "https")
                    .get("/sign-in");
            assertThat(over.header("Set-Cookie")).contains("; Secure", "; HttpOnly", "; SameSite=Strict");
            assertThat(Http.anonymous(server.url()).get("/sign-in").header("Set-Cookie"))
                    .doesNotContain("Secure");
        }
    }

    @Test
    void anIdAndASecretFromBeforeTheSignInAreWorthNothingAfterIt() {
        Visitor visitor = visitor();
        String secret = Visitor.secretOf(visitor.get("/sign-in"));
        String before = visitor.session();
        visitor.post("/sign-in", secret, "personId", "ana", "password", PASSWORD);
        assertThat(visitor.isSignedIn()).isTrue();
        assertThat(visitor.session()).isNotEqualTo(before);
        assertThat(SERVER.anonymous()
                        .with("Cookie", "inventory-session=" + before)
                        .get(HOME)
                        .status())
                .isEqualTo(302);
        assertThat(visitor.post("/sign-out", secret).status()).isEqualTo(403);
        assertThat(visitor.isSignedIn()).isTrue();
    }

    @Test
    void aFormWithoutTheSecretOfItsOwnSessionChangesNothing() {
        Visitor visitor = signedIn();
        Visitor other = signedIn();
        String[] form = {
            "currentPassword", PASSWORD, "password", "another long password", "passwordAgain", "another long password"
        };
        for (String secret : List.of("", "wrong", Visitor.secretOf(other.get("/account")))) {
            for (String path : List.of("/account", "/sign-out", "/account/bootstrap-token")) {
                Http.Answer answer = visitor.post(path, secret, form);
                assertThat(answer.status()).as(path).isEqualTo(403);
                assertThat(answer.response().body()).contains("Nothing was changed");
            }
            assertThat(visitor()
                            .post("/sign-in", secret, "personId", "ana", "password", PASSWORD)
                            .status())
                    .isEqualTo(403);
        }
        assertThat(visitor.isSignedIn()).isTrue();
        assertThat(other.isSignedIn()).isTrue();
        signedIn();
    }

    @Test
    void afterTheSignOutTheSessionIsGoneAndTheCookieToo() {
        Visitor visitor = signedIn();
        String session = visitor.session();
        Http.Answer out = visitor.signOut();
        assertThat(out.status()).isEqualTo(302);
        assertThat(out.header("Location")).isEqualTo("/sign-in?out");
        assertThat(out.header("Set-Cookie")).contains("inventory-session=;", "Expires=Thu, 01 Jan 1970");
        assertThat(visitor.get("/sign-in?out").response().body()).contains("You have signed out.");
        assertThat(visitor.isSignedIn()).isFalse();
        assertThat(SERVER.anonymous()
                        .with("Cookie", "inventory-session=" + session)
                        .get(HOME)
                        .header("Location"))
                .isEqualTo("/sign-in?ended");
        assertThat(signedIn().get("/sign-out").status()).isNotEqualTo(302);
    }

    @Test
    void theApiRefusesASessionAndPagesRefuseAToken() {
        Visitor visitor = signedIn();
        String secret = Visitor.secretOf(visitor.get(HOME));
        for (String path : List.of("/api/v1/stores", "/api/v1/people", "/actuator/prometheus")) {
            assertThat(visitor.get(path).status()).as(path).isEqualTo(401);
            assertThat(visitor.send(visitor.request(path).header("X-CSRF-TOKEN", secret))
                            .status())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(visitor.post("/api/v1/transfers", secret, "a", "b").status()).isEqualTo(401);
        Http.Answer withToken = SERVER.http().get(HOME);
        assertThat(withToken.status()).isEqualTo(302);
        assertThat(withToken.header("Location")).isEqualTo("/sign-in");
    }

    @Test
    void aPageSaysWhereEverythingMayComeFromAndIsNotKept() {
        Visitor visitor = signedIn();
        for (Http.Answer page : List.of(
                visitor().get("/sign-in"),
                visitor().get(HOME),
                visitor.get(HOME),
                visitor.get("/account"),
                visitor.get("/inventory/nowhere"),
                visitor.post("/account", ""),
                visitor().signIn("", ""))) {
            assertThat(page.header("Content-Security-Policy")).isEqualTo(PageSecurity.CONTENT_SECURITY_POLICY);
            assertThat(page.header("Cache-Control")).contains("no-store");
            assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(page.header("X-Frame-Options")).isEqualTo("DENY");
            assertThat(page.response().body())
                    .doesNotContainPattern("(?i)<script|<style|\\sstyle=|\\son[a-z]+=|https?://(?!www.thymeleaf)");
        }
        for (String asset : List.of("inventory.css", "icon.svg")) {
            Http.Answer answer = SERVER.anonymous().get("/assets/" + asset);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Set-Cookie")).isEmpty();
            assertThat(answer.header("Cache-Control")).contains("max-age=300");
        }
    }

    @Test
    void aFormThatIsTooLongIsAnsweredWithAPage() {
        Visitor visitor = visitor();
        Http.Answer answer = visitor.submit("/sign-in", "personId", "ana", "password", "x".repeat(20_000));
        assertThat(answer.status()).isIn(400, 413);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(visitor.isSignedIn()).isFalse();
    }

    @Test
    void signingInAndFailingAndLeavingAreInTheAuditTrailWithoutPasswords(CapturedOutput output) {
        People.add(SERVER.http(), "noted", "auditor", "[\"*\"]");
        Visitor visitor = visitor();
        visitor.signIn("noted", "not the password, no");
        visitor.signIn("MyPassword in the wrong field", "x");
        visitor.signIn("noted", PASSWORD);
        visitor.signOut();
        String trail = "";
        for (int i = 0; i < 100 && !trail.contains("POST /sign-in 401 noted  unauthenticated"); i++) {
            trail = SERVER.database()
                    .value("SELECT string_agg(operation || ' ' || status || ' ' || who || ' ' || role || ' ' || result,"
                            + " '; ') FROM access_audit");
            pause();
        }
        assertThat(trail)
                .contains(
                        "POST /sign-in 200 noted auditor ",
                        "POST /sign-in 401 noted  unauthenticated",
                        "POST /sign-out 200 noted auditor ")
                .doesNotContainIgnoringCase("wrong field")
                .doesNotContain(PASSWORD);
        assertThat(output.getAll()).doesNotContain(PASSWORD, "not the password, no", TestServer.TOKEN);
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
