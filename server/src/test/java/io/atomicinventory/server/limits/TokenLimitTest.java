package io.atomicinventory.server.limits;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.TestServer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TokenLimitTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String STORES = "/api/v1/stores";

    @Test
    void whoAsksTooOftenIsToldHowLongToWaitAndNothingIsDone() {
        try (TestServer server = TestServer.start(SERVER.database(), "inventory.limits.token=2")) {
            List<Http.Answer> answers = IntStream.range(0, 12)
                    .mapToObj(i -> server.http().put(STORES + "/s-" + i, "{\"name\": \"S\", \"timezone\": \"UTC\"}"))
                    .toList();
            assertThat(answers.subList(0, 4)).allMatch(answer -> answer.status() == 201);
            List<Http.Answer> refused =
                    answers.stream().filter(answer -> answer.status() != 201).toList();
            assertThat(refused).isNotEmpty();
            for (Http.Answer answer : refused) {
                requireProblem(answer, "too-many-requests", 429);
                assertThat(answer.header("Retry-After")).isEqualTo("1");
                assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            }
            assertThat(SERVER.database().value("SELECT count(*) FROM stores WHERE store_id LIKE 's-%'"))
                    .isEqualTo(Integer.toString(12 - refused.size()));
            assertThat(Http.anonymous(server.url()).get(STORES).status())
                    .as("nobody else is limited by it")
                    .isEqualTo(401);
            assertThat(Http.anonymous(server.url()).get("/actuator/health").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aBatchIsOneRequest() {
        try (TestServer server = TestServer.start(SERVER.database(), "inventory.limits.token=1")) {
            StringBuilder sales = new StringBuilder();
            for (int i = 0; i < 100; i++) {
                sales.append(i == 0 ? "" : ",")
                        .append("{\"idempotencyKey\": \"b-%d\", \"transactionId\": \"b-%d\",".formatted(i, i))
                        .append(" \"items\": [{\"productId\": \"ghost\", \"quantity\": 1}]}");
            }
            Http.Answer batch =
                    server.http().post(STORES + "/cebu/deductions/batch", "{\"deductions\": [" + sales + "]}");
            assertThat(batch.status()).isEqualTo(200);
            assertThat(batch.json().path("outcomes").size()).isEqualTo(100);
            assertThat(batch.json().path("outcomes"))
                    .allMatch(outcome -> outcome.path("status").intValue() == 422);
        }
    }
}
