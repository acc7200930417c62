package io.atomicinventory.server.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.TestServer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever answers, and whatever the request: browsers are told the same, and nobody is told what runs here. */
class SecurityHeadersTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final Pattern INSIDES = Pattern.compile(
            "(?i)tomcat|coyote|catalina|spring|jackson|hikari|postgres|exception|\\bjava|\\bat [a-z]+\\.[a-z]+|<html");

    private static final String TOKEN = "Authorization: Bearer " + TestServer.TOKEN;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/stores HTTP/1.1|Host: x|" + TOKEN,
                "GET /api/v1/stores HTTP/1.1|Host: x",
                "GET /api/v1/stores/ghost/stock HTTP/1.1|Host: x|" + TOKEN,
                "GET /api/v1/export/none HTTP/1.1|Host: x|" + TOKEN,
                "PUT /api/v1/stores HTTP/1.1|Host: x|" + TOKEN,
                "HEAD /api/v1/stores HTTP/1.1|Host: x|" + TOKEN,
                "OPTIONS /api/v1/stores HTTP/1.1|Host: x|" + TOKEN,
                "OPTIONS /api/v1/stores HTTP/1.1|Host: x|Origin: https://evil.example"
                        + "|Access-Control-Request-Method: PUT",
                "TRACE /api/v1/stores HTTP/1.1|Host: x|" + TOKEN,
                "CONNECT evil.example:443 HTTP/1.1|Host: x",
                "GET /actuator/health HTTP/1.1|Host: x",
                "GET /actuator/prometheus HTTP/1.1|Host: x",
                "GET /actuator HTTP/1.1|Host: x|" + TOKEN,
                "GET /v3/api-docs HTTP/1.1|Host: x",
                "GET /error HTTP/1.1|Host: x|" + TOKEN,
                "GET / HTTP/1.1|Host: x",
                "GET /favicon.ico HTTP/1.1|Host: x",
                "GET /swagger-ui HTTP/1.1|Host: x",
                "GET /swagger-ui/../api/v1/stores HTTP/1.1|Host: x|" + TOKEN,
                "GET //swagger-ui/index.html HTTP/1.1|Host: x",
                "GET /a|b HTTP/1.1|Host: x",
                "GET /%00 HTTP/1.1|Host: x",
                "GET /%zz HTTP/1.1|Host: x",
                "GET /..%2f..%2fetc/passwd HTTP/1.1|Host: x",
                "GET /WEB-INF/web.xml HTTP/1.1|Host: x",
                "GET /api/v1/stores HTTP/1.1",
                "GET /api/v1/stores HTTP/1.1|Host: a b",
                "GET /api/v1/stores HTTP/1.1|Host: x|Host: y",
                "GET /api/v1/stores HTTP/3.7|Host: x",
                "BREW /api/v1/stores HTTP/1.1|Host: x",
                "nonsense",
                "POST /api/v1/stores HTTP/1.1|Host: x|Transfer-Encoding: gzip",
                "POST /api/v1/stores HTTP/1.1|Host: x|Content-Length: -1",
                "POST /api/v1/stores HTTP/1.1|Host: x|Expect: nonsense",
                "GET /api/v1/stores HTTP/1.1|Host: x|Upgrade: h2c|Connection: Upgrade, HTTP2-Settings"
            })
    void everyAnswerHasThemAndNothingOfOurInsides(String lines) {
        // A bar within an address stays: it is one of the cases.
        String request = lines.replaceAll("\\|(?!b HTTP)", "\r\n");
        RawHttp.Answer answer = new RawHttp(SERVER.url()).send(request + "\r\nConnection: close\r\n\r\n");
        Map<String, String> headers = headers(answer.head());
        assertThat(headers)
                .as(answer.toString())
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("x-frame-options", "DENY")
                .containsEntry("referrer-policy", "no-referrer")
                .containsEntry("cross-origin-opener-policy", "same-origin")
                .containsEntry("cross-origin-resource-policy", "same-origin")
                .containsEntry("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
                .containsEntry("cache-control", "no-store")
                .containsKey("permissions-policy")
                .doesNotContainKeys("server", "x-powered-by", "x-aspnet-version", "via", "set-cookie")
                .doesNotContainKeys("access-control-allow-origin", "strict-transport-security");
        assertThat(INSIDES.matcher(answer.head()).find()).as(answer.head()).isFalse();
        if (!request.contains("/v3/api-docs")) {
            assertThat(INSIDES.matcher(answer.body()).find()).as(answer.body()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "index.html",
                "swagger-ui.css",
                "index.css",
                "swagger-ui-bundle.js",
                "swagger-ui-standalone-preset.js",
                "swagger-initializer.js",
                "favicon-32x32.png"
            })
    void theDescriptionOfTheApiMayRunItsOwnFilesAndNoOthers(String file) {
        RawHttp.Answer answer = new RawHttp(SERVER.url())
                .send("GET /swagger-ui/" + file + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(headers(answer.head()))
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("x-frame-options", "DENY")
                .doesNotContainKeys("server", "x-powered-by");
        assertThat(headers(answer.head()).get("content-security-policy"))
                .startsWith("default-src 'none'; script-src 'self';")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe")
                .doesNotContain("http");
    }

    /** What the policy forbids would not be seen by a test that reads headers: a script or a style in the page itself. */
    @ParameterizedTest
    @ValueSource(strings = {"index.html"})
    void thePageHasNothingThatThePolicyForbids(String file) {
        String page = SERVER.anonymous().get("/swagger-ui/" + file).response().body();
        assertThat(page).contains("swagger-initializer.js");
        assertThat(page.toLowerCase(Locale.ROOT))
                .doesNotContain("<style")
                .doesNotContain("style=")
                .doesNotContain("onload=")
                .doesNotContain("http:")
                .doesNotContain("https:")
                .doesNotContainPattern("<script(?![^>]* src=\"\\./)");
    }

    private static Map<String, String> headers(String head) {
        Map<String, String> headers = new LinkedHashMap<>();
        head.lines().skip(1).forEach(line -> {
            String[] parts = line.split(": ?", 2);
            String before = headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
            assertThat(before).as("twice: " + line).isNull();
        });
        return headers;
    }
}
