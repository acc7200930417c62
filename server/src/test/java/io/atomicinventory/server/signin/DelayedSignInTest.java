package io.atomicinventory.server.signin;

import static io.atomicinventory.server.testing.People.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Visitor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Guessing over HTTP; on servers of their own, as it makes everybody at this address wait. */
class DelayedSignInTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @Test
    void whoGuessesIsToldToWaitEvenWithTheRightPasswordAndThenLetIn() throws InterruptedException {
        People.add(SERVER.http(), "guessed", "cashier", "[\"cebu\"]");
        try (TestServer server = TestServer.start(SERVER.database())) {
            Visitor visitor = new Visitor(server.url());
            for (int i = 0; i < 3; i++) {
                assertThat(visitor.signIn("guessed", "wrong password no " + i).status())
                        .isEqualTo(401);
            }
            Http.Answer refused = visitor.signIn("Guessed", PASSWORD);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.response().body()).contains("Wait 1 second, then try again.");
            assertThat(visitor.isSignedIn()).isFalse();
            Thread.sleep(1_100);
            assertThat(visitor.signIn("guessed", PASSWORD).status()).isEqualTo(302);
            assertThat(visitor.isSignedIn()).isTrue();
        }
    }

    @Test
    void ofManyGuessesAtOnceThreeAreLookedAt() throws Exception {
        People.add(SERVER.http(), "hunted", "cashier", "[\"cebu\"]");
        try (TestServer server = TestServer.start(SERVER.database());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> guesses = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Visitor visitor = new Visitor(server.url());
                String secret = Visitor.secretOf(visitor.get("/sign-in"));
                guesses.add(() -> visitor.post("/sign-in", secret, "personId", "hunted", "password", "wrong, once more")
                        .status());
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> guess : threads.invokeAll(guesses)) {
                statuses.add(guess.get());
            }
            assertThat(statuses).containsOnly(401, 429);
            assertThat(statuses.stream().filter(status -> status == 401)).hasSize(3);
        }
    }
}
