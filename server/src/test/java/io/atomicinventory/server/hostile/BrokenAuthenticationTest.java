package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.RawRequest;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Tokens;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** API2: what is no valid token, wherever it stands. Each case is a receipt that a manager's token would book. */
class BrokenAuthenticationTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String RECEIPT = "{\"quantity\": 1}";

    private static Vault vault;
    private static String secret;
    private static String tokenId;
    private static String receipts;

    @BeforeAll
    static void open() {
        vault = Vault.open(SERVER);
        secret = Tokens.secret(SERVER.http(), vault.mark(), "manager", vault.storeId());
        tokenId = SERVER.http()
                .get("/api/v1/tokens?limit=1&after=" + vault.mark())
                .json()
                .at("/items/0/tokenId")
                .asString();
        receipts = "/api/v1/stores/" + vault.storeId() + "/stock/cup/receipts";
    }

    private static RawRequest receipt(String path, String key) {
        return new RawRequest("POST", path).anonymous().header("Idempotency-Key", key);
    }

    private static HostileCase refused(String name, RawRequest request) {
        return new HostileCase(name, request.json(RECEIPT).bytes(), 401, "unauthenticated");
    }

    static List<HostileCase> headers() {
        String basic = base64("admin:" + secret);
        String half = secret.substring(0, 20);
        List<HostileCase> cases = new ArrayList<>();
        for (String value : List.of(
                "",
                " ",
                "Bearer",
                "Bearer ",
                "Bearer  ",
                "Bearer null",
                "Bearer undefined",
                "Bearer *",
                "Bearer %00",
                "Bearer admin",
                "Bearer " + tokenId,
                "Bearer token:" + tokenId,
                "Bearer bootstrap-",
                "Bearer bootstrap-00000000",
                "Bearer ait_",
                "Bearer " + half,
                "Bearer " + half + " " + secret.substring(20),
                "Bearer " + half + "\t" + secret.substring(20),
                "Bearer " + secret + ".",
                "Bearer " + secret + "=",
                "Bearer " + secret + "," + secret,
                "Bearer " + secret + ", Bearer " + secret,
                "Bearer \"" + secret + "\"",
                "Bearer '" + secret + "'",
                "Bearer <" + secret + ">",
                "Bearer token=" + secret,
                "Bearer " + secret.replace("ait_", ""),
                "Bearer " + secret.replace("ait_", "AIT_"),
                "Bearer " + secret + "é",
                "Bearer " + secret + "\u00a0x",
                "Bearer " + base64(secret),
                "Bearer " + hex(secret),
                "Bearer " + "x".repeat(5_000),
                "Bearer Bearer " + secret,
                "Bearer: " + secret,
                "Bearer," + secret,
                "Bearer" + secret,
                "Bearer\u00a0" + secret,
                "Bearers " + secret,
                " Basic " + secret,
                "Basic " + basic,
                "Basic " + base64(secret + ":"),
                "Basic " + base64(":" + secret),
                "Digest username=\"admin\", response=\"" + secret + "\"",
                "Negotiate " + secret,
                "Token " + secret,
                "ApiKey " + secret,
                "AWS4-HMAC-SHA256 Credential=" + secret,
                secret,
                "' OR '1'='1",
                "Bearer ' OR '1'='1",
                "Bearer ${" + secret + "}",
                "Bearer ../../admin-token")) {
            cases.add(refused(
                    "Authorization: " + HostileCase.shortened(value.replace(secret, "TOKEN")),
                    receipt(receipts, "h").header("Authorization", value)));
        }
        return cases;
    }

    static List<HostileCase> elsewhere() {
        List<HostileCase> cases = new ArrayList<>();
        for (String name : List.of(
                "X-Authorization",
                "Proxy-Authorization",
                "X-Api-Key",
                "X-Auth-Token",
                "X-Access-Token",
                "Token",
                "X-Forwarded-Authorization",
                "X-Original-Authorization",
                "Authentication",
                "Authorisation")) {
            for (String value : List.of(secret, "Bearer " + secret)) {
                cases.add(refused(
                        name + " " + value.length(), receipt(receipts, "e").header(name, value)));
            }
        }
        for (String name : List.of(
                "X-Forwarded-User",
                "X-Remote-User",
                "Remote-User",
                "X-User",
                "X-Auth-User",
                "X-WebAuth-User",
                "From",
                "X-Forwarded-For",
                "X-Real-IP",
                "X-Client-Cert",
                "X-SSL-Client-Verify",
                "X-Role")) {
            for (String value : List.of("admin", "127.0.0.1", "token:" + tokenId)) {
                cases.add(refused(name + " " + value, receipt(receipts, "e").header(name, value)));
            }
        }
        for (String cookie : List.of(
                "JSESSIONID",
                "SESSION",
                "session",
                "token",
                "access_token",
                "Authorization",
                "remember-me",
                "__Host-session")) {
            cases.add(refused("Cookie " + cookie, receipt(receipts, "e").header("Cookie", cookie + "=" + secret)));
        }
        for (String query : List.of("token", "access_token", "api_key", "apikey", "Authorization", "bearer", "auth")) {
            cases.add(refused("?" + query, receipt(receipts + "?" + query + "=" + secret, "e")));
        }
        for (String override : List.of("X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override", "X-Override-URL")) {
            for (String value : List.of("/actuator/health", "/v3/api-docs", "GET", "OPTIONS")) {
                cases.add(refused(override + " " + value, receipt(receipts, "e").header(override, value)));
            }
        }
        cases.add(new HostileCase(
                "in the body",
                receipt(receipts, "e")
                        .json("{\"quantity\": 1, \"access_token\": \"" + secret + "\"}")
                        .bytes(),
                401,
                "unauthenticated"));
        cases.add(new HostileCase(
                "as a form",
                receipt(receipts, "e")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .body(("access_token=" + secret + "&quantity=1").getBytes(StandardCharsets.UTF_8))
                        .bytes(),
                401,
                "unauthenticated"));
        cases.add(refused(
                "two headers, the first wrong",
                receipt(receipts, "e")
                        .header("Authorization", "Bearer wrong")
                        .header("Authorization", "Bearer " + secret)));
        return cases;
    }

    /** What cannot be read as HTTP. */
    static List<HostileCase> broken() {
        List<HostileCase> cases = new ArrayList<>();
        for (String value : List.of(
                "Bearer " + secret + "\u0000",
                "Bearer \u0000" + secret,
                "Bearer " + secret + "\u0007",
                "Bearer " + "x".repeat(100_000))) {
            cases.add(new HostileCase(
                    "Authorization with " + HostileCase.shortened(value.replace(secret, "TOKEN")),
                    receipt(receipts, "b")
                            .header("Authorization", value)
                            .json(RECEIPT)
                            .bytes(),
                    400,
                    "malformed-request"));
        }
        return cases;
    }

    static Stream<HostileCase> cases() {
        return Stream.of(headers(), elsewhere(), broken()).flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatIsNoTokenInItsHeaderIsNobodys(HostileCase hostile) {
        RawHttp.Answer answer = hostile.requireRefused(SERVER);
        vault.requireUnseen(hostile.text(), answer);
        assertThat(answer.head()).doesNotContain("Set-Cookie").doesNotContain(secret);
        assertThat(answer.body()).doesNotContain(secret);
    }

    /** Otherwise the cases above would prove nothing. */
    @Test
    void theSameReceiptIsBookedWithTheTokenInItsHeader() {
        assertThat(send(receipt(receipts, "good"), secret).status()).isEqualTo(201);
    }

    private static RawHttp.Answer send(RawRequest request, String token) {
        return new RawHttp(SERVER.url()).send(request.as(token).json(RECEIPT).bytes());
    }

    private static void requireRefused(String token, String key) {
        new HostileCase(key, receipt(receipts, key).as(token).json(RECEIPT).bytes(), 401, "unauthenticated")
                .requireRefused(SERVER);
    }

    @Test
    void aRevokedTokenGetsNoReplayOfWhatItDidBefore() {
        Http admin = SERVER.http();
        String leaver = Tokens.secret(admin, "leaver-" + vault.mark(), "manager", vault.storeId());
        assertThat(send(receipt(receipts, "mine"), leaver).status()).isEqualTo(201);
        assertThat(send(receipt(receipts, "mine"), leaver).status()).isEqualTo(200);
        String id = admin.get("/api/v1/tokens?limit=1&after=leaver-" + vault.mark())
                .json()
                .at("/items/0/tokenId")
                .asString();
        assertThat(admin.delete("/api/v1/tokens/" + id).status()).isEqualTo(204);

        requireRefused(leaver, "mine");
        requireRefused(leaver, "another");
        for (Call call : vault.calls()) {
            new HostileCase(call.id(), call.request().as(leaver).bytes(), 401, "unauthenticated")
                    .requireRefused(SERVER);
        }
    }

    @Test
    void aTokenEndsAtItsTime_alsoForWhatItDidBefore() throws InterruptedException {
        Instant end = Instant.now().plusSeconds(3);
        String shortLived = SERVER.http()
                .post(
                        "/api/v1/tokens",
                        "{\"tokenId\": \"brief-%s\", \"role\": \"manager\", \"stores\": [\"%s\"], \"expiresAt\": \"%s\"}"
                                .formatted(vault.mark(), vault.storeId(), end))
                .json()
                .path("token")
                .asString();
        assertThat(send(receipt(receipts, "brief"), shortLived).status()).isEqualTo(201);
        Thread.sleep(Math.max(0, Duration.between(Instant.now(), end).toMillis() + 50));
        requireRefused(shortLived, "brief");
    }

    /** The hash is what a thief of the database would have. */
    @Test
    void theHashOfATokenIsNoToken() {
        for (String format : List.of("hex", "base64")) {
            String hash = SERVER.database()
                    .value("SELECT encode(token_hash, '" + format + "') FROM access_tokens WHERE token_id = '" + tokenId
                            + "'");
            requireRefused(hash, format);
            requireRefused("ait_" + hash, format);
        }
    }

    @Test
    void theFirstAdministratorsTokenIsNotKnownByItsId() {
        assertThat(SERVER.http().get("/api/v1/stores").status()).isEqualTo(200);
        String id = SERVER.database().value("SELECT token_id FROM access_tokens WHERE token_id LIKE 'bootstrap-%'");
        requireRefused(id, "id");
        requireRefused(id.substring("bootstrap-".length()), "fingerprint");
        requireRefused(TestServer.TOKEN + id, "both");
    }

    @Test
    void thePageKnowsThem() {
        SecurityPage.requireKept(getClass(), (int) cases().count());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
