package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.openapi.Described;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.RawRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** API8 and API9: nothing is there that nobody wanted, and what is refused says nothing of what is inside. */
class MisconfigurationTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    /** Beside the API: its description, and the end of requests that fail. The rest is the actuator's and the pages'. */
    private static final Set<String> BESIDE = Set.of(
            "/error",
            "/v3/api-docs",
            "/v3/api-docs.yaml",
            "/v3/api-docs/swagger-config",
            "/swagger-ui.html",
            "/sign-in",
            "/set-up",
            "/account",
            "/account/bootstrap-token",
            "/inventory/atomic-dashboard",
            "/inventory/**");

    private static Vault vault;
    private static List<Described> operations;

    @BeforeAll
    static void open() {
        vault = Vault.open(SERVER);
        operations = Described.all(SERVER.anonymous().get("/v3/api-docs").json());
    }

    private static RawRequest request(Described operation) {
        String path = operation
                .path()
                .replace("{storeId}", vault.storeId())
                .replace("{version}", "1")
                .replaceAll("\\{\\w+}", "thing");
        return new RawRequest(operation.method().toUpperCase(Locale.ROOT), path).header("Idempotency-Key", "types");
    }

    /** Bodies that say that they are something else. */
    static List<HostileCase> types() {
        List<HostileCase> cases = new ArrayList<>();
        for (Described operation : operations) {
            if (operation.body().isPresent()) {
                for (String type : List.of(
                        "text/plain",
                        "application/xml",
                        "multipart/form-data; boundary=x",
                        "application/x-www-form-urlencoded",
                        "application/x-java-serialized-object",
                        "nonsense",
                        "application/json;charset=utf-16",
                        "text/yaml")) {
                    cases.add(new HostileCase(
                            operation.name() + " as " + type,
                            request(operation)
                                    .header("Content-Type", type)
                                    .body("<x/>".getBytes(StandardCharsets.UTF_8))
                                    .bytes(),
                            415,
                            "unsupported-media-type"));
                }
            }
        }
        return cases;
    }

    /** Addresses of things that other servers have. */
    static List<HostileCase> addresses() {
        List<HostileCase> cases = new ArrayList<>();
        for (String path : List.of(
                "/",
                "/index.html",
                "/error",
                "/error/",
                "/.git/config",
                "/.env",
                "/.htaccess",
                "/WEB-INF/web.xml",
                "/META-INF/MANIFEST.MF",
                "/static/",
                "/public/",
                "/resources/",
                "/classes/",
                "/application.yml",
                "/admin",
                "/manager/html",
                "/console",
                "/h2-console",
                "/graphql",
                "/swagger.json",
                "/v2/api-docs",
                "/robots.txt",
                "/favicon.ico",
                "/server-status",
                "/debug",
                "/trace",
                "/dump",
                "/logs/server.log",
                "/data/admin-token",
                "/backup.sql",
                "/api",
                "/api/",
                "/api/v1",
                "/api/v1/",
                "/api/v0/stores",
                "/api/v2/stores",
                "/api/stores",
                "/api/v1/stores/" + "ghost" + "/nothing",
                "/api/v1/internal",
                "/api/v1/debug",
                "/api/v1/stores.json",
                "/api/v1/stores.xml",
                "/api/V1/stores",
                "/API/v1/stores",
                "/api/v1.0/stores",
                "/api/v1/admin",
                "/api/v1/users",
                "/api/v1/config",
                "/login",
                "/logout",
                "/oauth/token",
                "/.well-known/openid-configuration",
                "/cgi-bin/test",
                "/wp-login.php")) {
            cases.add(new HostileCase("GET " + path, new RawRequest("GET", path).bytes(), 404, "not-found"));
        }
        for (String path : List.of(
                "/;/api/v1/stores",
                "/api/v1/stores;.css",
                "/static/../application.yml",
                "/..%2f..%2fetc%2fpasswd",
                "/%2e%2e/%2e%2e/etc/passwd",
                "//etc/passwd",
                "/api//v1/stores",
                "/.%00/",
                "/api/v1/stores%2f")) {
            cases.add(new HostileCase("GET " + path, new RawRequest("GET", path).bytes(), 400, "malformed-request"));
        }
        return cases;
    }

    /** Answers in languages that are none of ours. */
    static List<HostileCase> languages() {
        List<HostileCase> cases = new ArrayList<>();
        for (Described operation : operations) {
            if (operation.method().equals("get")) {
                for (String type : List.of("text/html", "application/xml", "image/png")) {
                    cases.add(new HostileCase(
                            operation.name() + " for " + type,
                            request(operation).header("Accept", type).bytes(),
                            406,
                            "not-acceptable"));
                }
            }
        }
        return cases;
    }

    static Stream<HostileCase> cases() {
        return Stream.of(types(), addresses(), languages()).flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatNobodyWantedIsNotThere(HostileCase hostile) {
        assertThat(hostile.requireRefused(SERVER).body()).doesNotContainIgnoringCase("<html");
    }

    static List<String> origins() {
        return List.of(
                "https://evil.example",
                "null",
                "http://localhost:3000",
                "http://127.0.0.1",
                "file://",
                "https://localhost.evil.example",
                "*");
    }

    /** Without a configuration for it no page of another origin may read an answer, or ask for leave to send one. */
    @ParameterizedTest
    @MethodSource("origins")
    void anotherOriginGetsNoLeave(String origin) {
        for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
            RawHttp raw = new RawHttp(SERVER.url());
            String path = "/api/v1/stores/" + vault.storeId() + "/stock";
            RawRequest preflight = new RawRequest("OPTIONS", path)
                    .anonymous()
                    .header("Origin", origin)
                    .header("Access-Control-Request-Method", method)
                    .header("Access-Control-Request-Headers", "authorization, idempotency-key");
            RawHttp.Answer asked = raw.send(preflight.bytes());
            assertThat(asked.status()).as(asked.toString()).isEqualTo(401);
            RawHttp.Answer read = raw.send(
                    new RawRequest("GET", path).header("Origin", origin).bytes());
            for (RawHttp.Answer answer : List.of(asked, read)) {
                assertThat(answer.head()).doesNotContainIgnoringCase("access-control-allow");
            }
        }
    }

    @Test
    void everyAnswerForbidsGuessingAndFramingAndKeeping() {
        for (String path : List.of("/api/v1/stores", "/api/v1/nothing", "/actuator/health")) {
            String head = new RawHttp(SERVER.url())
                    .send(new RawRequest("GET", path).bytes())
                    .head()
                    .toLowerCase(Locale.ROOT);
            assertThat(head)
                    .contains("x-content-type-options: nosniff", "x-frame-options: deny", "no-store")
                    .doesNotContain("server:", "x-powered-by", "set-cookie");
        }
    }

    @Test
    void everyAddressIsDescribedOrOneOfAFewOthers() {
        Set<String> described = new TreeSet<>();
        operations.forEach(operation -> described.add(operation.path()));
        Set<String> mapped = new TreeSet<>();
        SERVER.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> mapped.addAll(mapping.getPatternValues()));
        assertThat(mapped).containsAll(described);
        mapped.removeAll(described);
        // The pages of a store: each asks for a permission, or the server would not have started.
        mapped.removeIf(path -> path.startsWith("/inventory/atomic-dashboard/{storeId}"));
        assertThat(BESIDE).containsAll(mapped);
        assertThat(mapped).noneMatch(path -> path.startsWith("/api"));
        assertThat(described).allMatch(path -> path.startsWith("/api/v1/"));
    }

    @Test
    void theActuatorHasTwoEndpoints() {
        Set<String> links =
                Set.copyOf(SERVER.http().get("/actuator").json().path("_links").propertyNames());
        assertThat(links).isSubsetOf("self", "health", "health-path", "prometheus");
    }

    @Test
    void thePageKnowsThem() {
        SecurityPage.requireKept(getClass(), (int) cases().count() + origins().size());
    }

    /** A class that is promised and gone would be missed by nobody. */
    @Test
    void everyClassOfThePageIsThere() throws ClassNotFoundException {
        Map<String, Integer> promised = SecurityPage.promised();
        for (String name : promised.keySet()) {
            assertThat(Class.forName(getClass().getPackageName() + "." + name).getSimpleName())
                    .isEqualTo(name);
        }
        assertThat(promised.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThanOrEqualTo(320);
    }
}
