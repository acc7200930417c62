package io.atomicinventory.server.signin;

import static io.atomicinventory.server.testing.People.PASSWORD;
import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Visitor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A session is worth what its person may do now, and no longer. */
@ExtendWith(OutputCaptureExtension.class)
class SessionTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final AtomicInteger LAST = new AtomicInteger();
    private static final String OTHER = "another long password";

    @BeforeEach
    void nobodyWaits() {
        Forgetting.failures(SERVER);
    }

    private static String person() {
        String personId = "person-" + LAST.incrementAndGet();
        People.add(SERVER.http(), personId, "manager", "[\"cebu\"]");
        return personId;
    }

    private static Visitor signedIn(String url, String personId, String password) {
        Visitor visitor = new Visitor(url);
        assertThat(visitor.signIn(personId, password).status()).isEqualTo(302);
        assertThat(visitor.isSignedIn()).isTrue();
        return visitor;
    }

    private static Visitor signedIn(String personId) {
        return signedIn(SERVER.url(), personId, PASSWORD);
    }

    @Test
    void whoIsSwitchedOffIsOutAtTheNextRequest() {
        String ana = person();
        Visitor visitor = signedIn(ana);
        People.change(SERVER.http(), ana, "manager", "[\"cebu\"]", false);
        Http.Answer answer = visitor.get(HOME);
        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo("/sign-in?ended");
        assertThat(visitor.get("/sign-in?ended").response().body()).contains("Your session has ended.");

        People.change(SERVER.http(), ana, "manager", "[\"cebu\"]", true);
        assertThat(visitor.isSignedIn()).isFalse();
    }

    @Test
    void anotherRoleAndOtherStoresCountAtOnce() {
        String ana = person();
        SERVER.cafe().store("manila");
        Visitor visitor = signedIn(ana);
        assertThat(visitor.get(HOME).response().body())
                .contains("manager", "cebu")
                .doesNotContain("manila");
        People.change(SERVER.http(), ana, "auditor", "[\"manila\"]", true);
        assertThat(visitor.get(HOME).response().body())
                .contains("auditor", "manila")
                .doesNotContain("manager", "cebu");
    }

    @Test
    void aPasswordThatTheAdministratorSetsEndsTheSessionsOfBefore() {
        String ana = person();
        Visitor visitor = signedIn(ana);
        assertThat(SERVER.http()
                        .put("/api/v1/people/" + ana + "/password", "{\"password\": \"" + OTHER + "\"}")
                        .status())
                .isEqualTo(204);
        assertThat(visitor.isSignedIn()).isFalse();
        signedIn(SERVER.url(), ana, OTHER);
    }

    @Test
    void aNewSessionIsGoodAtOnceAlsoWhereTheChangeWasMadeElsewhere() {
        String ana = person();
        Visitor before = signedIn(ana);
        assertThat(before.isSignedIn()).isTrue(); // and so it is believed here for a second
        SERVER.database()
                .execute("UPDATE access_people SET password_changed_at = clock_timestamp() WHERE person_id = '" + ana
                        + "'");
        signedIn(ana);
        assertThat(before.isSignedIn()).isFalse();
    }

    @Test
    void onesOwnNewPasswordEndsAllOtherSessionsAndNotThisOne(CapturedOutput output) {
        String ana = person();
        Visitor here = signedIn(ana);
        Visitor there = signedIn(ana);
        String session = here.session();
        Http.Answer answer =
                here.submit("/account", "currentPassword", PASSWORD, "password", OTHER, "passwordAgain", OTHER);
        assertThat(answer.header("Location")).isEqualTo("/account?changed");
        assertThat(here.get("/account?changed").response().body()).contains("Your password is changed");
        assertThat(here.isSignedIn()).isTrue();
        assertThat(here.session()).isNotEqualTo(session);
        assertThat(there.isSignedIn()).isFalse();
        assertThat(new Visitor(SERVER.url()).signIn(ana, PASSWORD).status()).isEqualTo(401);
        signedIn(SERVER.url(), ana, OTHER);
        assertThat(SERVER.database()
                        .value("SELECT operation || ' ' || status FROM access_audit WHERE who = '" + ana
                                + "' AND operation = 'POST /account'"))
                .isEqualTo("POST /account 200");
        assertThat(output.getAll()).doesNotContain(OTHER, PASSWORD);
    }

    @Test
    void whoDoesNotKnowTheCurrentPasswordOrMistypesTheNewOneChangesNothing() {
        String ana = person();
        Visitor visitor = signedIn(ana);
        Http.Answer wrong = visitor.submit(
                "/account", "currentPassword", "guessed it, surely", "password", OTHER, "passwordAgain", OTHER);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.response().body())
                .contains("role=\"alert\"", "The current password is wrong.")
                .doesNotContain(OTHER);
        Http.Answer mistyped = visitor.submit(
                "/account", "currentPassword", PASSWORD, "password", "short", "passwordAgain", "shorter");
        assertThat(mistyped.status()).isEqualTo(400);
        assertThat(mistyped.response().body()).contains("The password must be 12 to 200 characters.", "not the same");
        signedIn(ana);
        assertThat(visitor.isSignedIn()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"zwölf Zeichen", "密码密码密码密码密码密码", "🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑", " leading & trailing + % "})
    void aPasswordMayBeOfAnyLetters(String password) {
        String ana = person();
        signedIn(ana).submit("/account", "currentPassword", PASSWORD, "password", password, "passwordAgain", password);
        signedIn(SERVER.url(), ana, password);
    }

    @Test
    void aPasswordOf200LettersOfAnyKindIsLetInAndTheSameLetterIsTheSameHoweverItWasTyped() {
        String ana = person();
        String longest = "🔑".repeat(199) + "é";
        signedIn(ana).submit("/account", "currentPassword", PASSWORD, "password", longest, "passwordAgain", longest);
        signedIn(SERVER.url(), ana, longest);
        signedIn(SERVER.url(), ana, "🔑".repeat(199) + "e\u0301");
        assertThat(signedIn(SERVER.url(), ana, longest)
                        .submit(
                                "/account",
                                "currentPassword",
                                longest,
                                "password",
                                longest + "x",
                                "passwordAgain",
                                longest + "x")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aSessionEndsWhenNothingIsAskedAndAlsoWhenItIsOld() throws InterruptedException {
        String ana = person();
        try (TestServer idle = TestServer.start(SERVER.database(), "inventory.session.idle=1s");
                TestServer old = TestServer.start(SERVER.database(), "inventory.session.longest=1s")) {
            Visitor waits = signedIn(idle.url(), ana, PASSWORD);
            Visitor stays = new Visitor(old.url());
            assertThat(stays.signIn(ana, PASSWORD).status()).isEqualTo(302);
            Visitor control = signedIn(ana);
            Thread.sleep(Duration.ofMillis(2_100));
            assertThat(waits.isSignedIn()).isFalse();
            assertThat(stays.get(HOME).header("Location")).isEqualTo("/sign-in?ended");
            assertThat(control.isSignedIn()).isTrue();
        }
    }

    @Test
    void beyondTheMostSessionsNewOnesAreRefusedAndTheOthersGoOn() {
        String ana = person();
        try (TestServer small = TestServer.start(SERVER.database(), "inventory.session.most=2")) {
            Visitor visitor = signedIn(small.url(), ana, PASSWORD);
            new Visitor(small.url()).get("/sign-in");
            Http.Answer third = new Visitor(small.url()).get("/sign-in");
            assertThat(third.status()).isEqualTo(503);
            assertThat(third.header("Retry-After")).isEqualTo("1");
            assertThat(third.header("Set-Cookie")).isEmpty();
            assertThat(third.header("Content-Security-Policy")).isEqualTo(PageSecurity.CONTENT_SECURITY_POLICY);
            assertThat(third.response().body()).contains("Not now");
            assertThat(visitor.isSignedIn()).isTrue();
        }
    }

    @Test
    void settingsOutOfBoundsAreRefusedByTheirNames() {
        assertThatThrownBy(() -> new SessionSettings(Duration.ZERO, Duration.ofHours(1), 1))
                .hasMessage("inventory.session.idle must be from 1s to 12h, and is 0ms");
        assertThatThrownBy(() -> new SessionSettings(Duration.ofHours(1), Duration.ofDays(8), 1))
                .hasMessageStartingWith("inventory.session.longest must be from 1s to 7d");
        assertThatThrownBy(() -> new SessionSettings(Duration.ofHours(1), Duration.ofHours(1), 0))
                .hasMessage("inventory.session.most must be from 1 to 10000000, and is 0");
    }
}
