package io.atomicinventory.server.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No page of another site reads the API in a browser, but those that are named. */
class CorsTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String TILLS = "https://tills.example";

    private static RawHttp.Answer send(String url, String method, String path, String origin) {
        return new RawHttp(url)
                .send(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: " + origin
                        + "\r\nAccess-Control-Request-Method: POST\r\n"
                        + "Access-Control-Request-Headers: authorization,content-type,idempotency-key\r\n"
                        + "Authorization: Bearer " + TestServer.TOKEN + "\r\n\r\n");
    }

    private static RawHttp.Answer preflight(String url, String path, String origin) {
        return new RawHttp(url)
                .send("OPTIONS " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: " + origin
                        + "\r\nAccess-Control-Request-Method: POST\r\n"
                        + "Access-Control-Request-Headers: authorization,content-type,idempotency-key\r\n\r\n");
    }

    @Test
    void unlessItIsConfiguredThereIsNone() {
        assertThat(preflight(SERVER.url(), "/api/v1/stores", TILLS).status()).isEqualTo(401);
        RawHttp.Answer answer = send(SERVER.url(), "GET", "/api/v1/stores", TILLS);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.head()).doesNotContainIgnoringCase("access-control-");
    }

    @Test
    void whoIsNamedReadsTheApiWithATokenAndNothingElse() {
        try (TestServer server = TestServer.start(SERVER.database(), "inventory.cors.origins=" + TILLS)) {
            RawHttp.Answer preflight = preflight(server.url(), "/api/v1/stores", TILLS);
            assertThat(preflight.status()).isEqualTo(200);
            assertThat(preflight.head())
                    .contains("Access-Control-Allow-Origin: " + TILLS)
                    .containsIgnoringCase("Access-Control-Allow-Methods: GET,HEAD,POST,PUT,DELETE")
                    .containsIgnoringCase("authorization, content-type, idempotency-key")
                    .doesNotContainIgnoringCase("Allow-Credentials");
            RawHttp.Answer answer = send(server.url(), "GET", "/api/v1/stores", TILLS);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.head())
                    .contains("Access-Control-Allow-Origin: " + TILLS)
                    .doesNotContainIgnoringCase("Allow-Credentials");

            for (String other :
                    List.of("https://evil.example", "http://tills.example", TILLS + ".evil.example", "null")) {
                for (RawHttp.Answer refused : List.of(
                        preflight(server.url(), "/api/v1/stores", other),
                        send(server.url(), "GET", "/api/v1/stores", other))) {
                    assertThat(refused.status()).as(other).isEqualTo(403);
                    assertThat(refused.head()).doesNotContainIgnoringCase("access-control-allow");
                }
            }
            for (String path :
                    List.of("/sign-in", "/inventory/atomic-dashboard", "/assets/inventory.css", "/v3/api-docs")) {
                assertThat(send(server.url(), "GET", path, TILLS).head())
                        .as(path)
                        .doesNotContainIgnoringCase("access-control-allow");
                assertThat(preflight(server.url(), path, TILLS).head())
                        .as(path)
                        .doesNotContainIgnoringCase("access-control-allow");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "https://*.example",
                "null",
                "http://tills.example",
                "https://tills.example/",
                "https://a/b",
                "tills.example",
                "https://",
                "https://Tills.example",
                "http://localhost.evil.example"
            })
    void anythingButAnExactOriginIsRefusedAtTheStart(String origin) {
        assertThatThrownBy(() -> new CorsSettings(List.of(TILLS, origin)))
                .hasMessageStartingWith("inventory.cors.origins must be exact origins")
                .hasMessageEndingWith("and has " + origin);
    }

    @Test
    void thisMachineMayBeNamedWithoutTls() {
        assertThat(new CorsSettings(List.of(
                                "http://localhost:3000", "http://127.0.0.1", "http://[::1]:80", TILLS + ":8443"))
                        .isOff())
                .isFalse();
    }
}
