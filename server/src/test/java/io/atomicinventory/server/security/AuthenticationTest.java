package io.atomicinventory.server.security;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.TestServer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Who is let in, and what is seen without a token. */
@ExtendWith(OutputCaptureExtension.class)
class AuthenticationTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String STORES = "/api/v1/stores";
    private static final Pattern DEDUCTED =
            Pattern.compile("(?m)^inventory_deductions_seconds_count\\{outcome=\"deducted\"\\} (\\d+)");

    private static void requireUnauthenticated(Http.Answer answer) {
        requireProblem(answer, "unauthenticated", 401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.header("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                STORES,
                STORES + "/cebu/deductions",
                "/api/v1/nowhere",
                "/",
                "/error",
                "/actuator",
                "/actuator/prometheus",
                "/actuator/env",
                "/actuator/health/liveness",
                "/actuator/health/database"
            })
    void withoutATokenNothingButTheHealthIsShown(String path) {
        requireUnauthenticated(SERVER.anonymous().get(path));
    }

    @Test
    void withoutATokenNothingIsDoneHoweverWrongTheRequest() {
        String store = Shops.open(SERVER.cafe());
        String sale = "{\"transactionId\": \"t\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}";
        requireUnauthenticated(SERVER.anonymous().key("k").post(STORES + "/" + store + "/deductions", sale));
        requireUnauthenticated(SERVER.anonymous().post(STORES + "/" + store + "/deductions", "{"));
        requireUnauthenticated(SERVER.anonymous().put(STORES + "/new", "{\"name\": \"New\", \"timezone\": \"UTC\"}"));
        requireUnauthenticated(SERVER.anonymous().delete(STORES + "/" + store + "/mappings?ingredient=Cup&unit=piece"));
        requireUnauthenticated(Http.send(SERVER.anonymous().request(STORES).method("PATCH", BodyPublishers.noBody())));

        Http http = SERVER.http();
        assertThat(http.get(STORES + "/" + store + "/stock/cup")
                        .json()
                        .path("version")
                        .intValue())
                .isEqualTo(1);
        assertThat(http.get(STORES + "/" + store + "/mappings")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(6);
        requireProblem(http.get(STORES + "/new/stock"), "not-found", 404);
    }

    @Test
    void aBodyIsNotReadBeforeTheTokenIsKnown() {
        for (String type : List.of("application/json", "application/x-www-form-urlencoded")) {
            RawHttp.Answer answer = new RawHttp(SERVER.url())
                    .send("PUT /api/v1/stores/new HTTP/1.1\r\nHost: x\r\nContent-Type: " + type
                            + "\r\nContent-Length: 100000000\r\n\r\nname=");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().path("type").asString()).endsWith(":unauthenticated");
        }
    }

    @Test
    void onlyTheWholeTokenInItsHeaderIsLetIn() {
        String token = TestServer.TOKEN;
        for (String header : List.of(
                "Bearer wrong-token-of-some-length",
                "Bearer " + token.substring(1),
                "Bearer " + token.substring(0, token.length() - 1),
                "Bearer " + token + "x",
                "Bearer " + token.toUpperCase(Locale.ROOT),
                "Bearer " + token + " " + token,
                "Bearer",
                "Bearer" + token,
                "Basic YWRtaW46dGVzdC10b2tlbi13aXRoLWVub3VnaC1sZW5ndGg=",
                "Basic " + token,
                "Token " + token,
                token)) {
            requireUnauthenticated(
                    SERVER.anonymous().with("Authorization", header).get(STORES));
        }
        for (String query : List.of("token", "access_token", "Authorization")) {
            requireUnauthenticated(SERVER.anonymous().get(STORES + "?" + query + "=" + token));
        }
        requireUnauthenticated(
                SERVER.anonymous().with("Cookie", "token=" + token).get(STORES));
        requireUnauthenticated(SERVER.anonymous().with("X-Api-Key", token).get(STORES));
    }

    @Test
    void theSchemeMayBeWrittenInAnyCaseAndNoSessionIsKept() {
        for (String scheme : List.of("Bearer ", "bearer ", "BEARER  ")) {
            Http.Answer answer = SERVER.anonymous()
                    .with("Authorization", scheme + TestServer.TOKEN)
                    .get(STORES);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Set-Cookie")).isEmpty();
        }
        requireUnauthenticated(SERVER.anonymous().get(STORES));
    }

    @Test
    void anUnknownAddressIsNotFoundWithAToken() {
        for (String path : List.of("/api/v1/nowhere", "/", "/error", "/api/v1/stores/", "/index.html")) {
            Http.Answer answer = requireProblem(SERVER.http().get(path), "not-found", 404);
            assertThat(answer.header("WWW-Authenticate")).isEmpty();
        }
    }

    @Test
    void theHealthNeedsNoTokenAndShowsNothingButThatItIsUp() {
        for (Http http :
                List.of(SERVER.anonymous(), SERVER.http(), SERVER.anonymous().with("Authorization", "Bearer wrong"))) {
            Http.Answer answer = http.get("/actuator/health");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.response().body()).isEqualTo("{\"status\":\"UP\"}");
        }
        assertThat(Http.send(SERVER.anonymous().request("/actuator/health").HEAD())
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theMetricsNeedTheTokenAndCountSalesWithoutNamingStores() {
        String store = Shops.open(SERVER.cafe());
        long before = deducted(SERVER.http().get("/actuator/prometheus"));
        SERVER.http()
                .key("k")
                .post(
                        STORES + "/" + store + "/deductions",
                        "{\"transactionId\": \"txn-1\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}");
        Http.Answer metrics = SERVER.http().get("/actuator/prometheus");
        assertThat(metrics.status()).isEqualTo(200);
        assertThat(metrics.header("Content-Type")).startsWith("text/plain");
        assertThat(deducted(metrics)).isEqualTo(before + 1);
        assertThat(metrics.response().body())
                .doesNotContain(store)
                .doesNotContain("txn-1")
                .doesNotContain(TestServer.TOKEN);
    }

    /** How many sales these metrics count; before the first one there is no such line. */
    private static long deducted(Http.Answer metrics) {
        return DEDUCTED.matcher(metrics.response().body())
                .results()
                .mapToLong(line -> Long.parseLong(line.group(1)))
                .sum();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env",
                "beans",
                "configprops",
                "heapdump",
                "threaddump",
                "loggers",
                "mappings",
                "metrics",
                "info",
                "shutdown",
                "flyway",
                "conditions",
                "scheduledtasks",
                "httpexchanges",
                "sbom"
            })
    void otherEndpointsOfTheFrameworkAreNotThere(String endpoint) {
        requireProblem(SERVER.http().get("/actuator/" + endpoint), "not-found", 404);
        requireProblem(SERVER.http().post("/actuator/" + endpoint, "{}"), "not-found", 404);
    }

    @Test
    void aTokenIsMadeAtTheFirstStartKeptForItsOwnerAloneAndNeverShown(@TempDir Path folder, CapturedOutput output)
            throws IOException {
        Path data = folder.resolve("deeper/data");
        Path file = data.resolve("admin-token");
        String[] settings = {"inventory.admin.token=", "inventory.data.dir=" + data};
        String token;
        try (TestServer first = TestServer.start(SERVER.database(), settings)) {
            token = Files.readString(file).strip();
            assertThat(token).hasSizeGreaterThanOrEqualTo(32);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(Http.of(first.url(), token).get(STORES).status()).isEqualTo(200);
            requireUnauthenticated(Http.of(first.url(), TestServer.TOKEN).get(STORES));
            requireUnauthenticated(
                    Http.anonymous(first.url()).with("Authorization", "Bearer ").get(STORES));
        }
        try (TestServer second = TestServer.start(SERVER.database(), settings)) {
            assertThat(Files.readString(file).strip()).isEqualTo(token);
            assertThat(Http.of(second.url(), token).get(STORES).status()).isEqualTo(200);
        }
        assertThat(output.getAll())
                .contains("Atomic Inventory is ready")
                .contains(file.toString())
                .doesNotContain(token);
    }

    @Test
    void aTokenThatIsCutOffOrTooShortIsRefusedAtTheStart(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("admin-token"), "\n");
        assertThatThrownBy(() ->
                        TestServer.start(SERVER.database(), "inventory.admin.token=", "inventory.data.dir=" + folder))
                .rootCause()
                .hasMessage("The token in " + file + " is cut off: delete the file, and a new one is made");
        assertThatThrownBy(() -> TestServer.start(SERVER.database(), "inventory.admin.token=secret"))
                .rootCause()
                .hasMessageStartingWith("INVENTORY_ADMIN_TOKEN must be at least 16 random characters")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> TestServer.start(SERVER.database(), "inventory.admin.token=a token of several words"))
                .rootCause()
                .hasMessageEndingWith("visible ASCII");
    }

    @Test
    void theTokenThatWasGivenIsNotWrittenAnywhere(@TempDir Path folder, CapturedOutput output) throws IOException {
        try (TestServer given = TestServer.start(SERVER.database(), "inventory.data.dir=" + folder)) {
            assertThat(given.http().get(STORES).status()).isEqualTo(200);
            try (var files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
        }
        assertThat(output.getAll()).contains("Atomic Inventory is ready").doesNotContain(TestServer.TOKEN);
    }
}
