package io.atomicinventory.server.security;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.TestServer;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Whom an identity provider sends is let in with the role and the stores that it says, and nobody else. */
@ExtendWith(OutputCaptureExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JwtTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String STORES = "/api/v1/stores";

    private final RSAKey key = IdentityProvider.key("first");
    private final IdentityProvider provider = new IdentityProvider(key);
    private TestServer server;
    private String shop;

    @BeforeAll
    void open() {
        server = TestServer.start(SERVER.database(), provider.settings());
        shop = Shops.open(SERVER.cafe());
    }

    @AfterAll
    void close() {
        server.close();
        provider.close();
    }

    private Http as(String token) {
        return Http.of(server.url(), token);
    }

    private String token(String subject, String role, @Nullable Object stores) {
        return IdentityProvider.sign(
                key, provider.claims(subject).claim("inventory_role", role).claim("inventory_stores", stores));
    }

    private static Http.Answer sell(Http http, String store, String transaction) {
        return http.key(transaction)
                .post(
                        STORES + "/" + store + "/deductions",
                        "{\"transactionId\": \"" + transaction
                                + "\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}");
    }

    private static Http.Answer see(Http http, String store) {
        return http.get(STORES + "/" + store + "/stock/cup");
    }

    private static void requireForbidden(Http.Answer answer) {
        requireProblem(answer, "forbidden", 403);
    }

    @Test
    void eachRoleMayDoInItsStoresWhatThatRoleMay() {
        String other = Shops.open(SERVER.cafe());
        for (String role : List.of("cashier", "manager", "device")) {
            Http http = as(token("r-" + role, role, List.of(shop)));
            assertThat(sell(http, shop, "sold-by-" + role).status()).isEqualTo(201);
            requireForbidden(sell(http, other, "sold-by-" + role));
            requireForbidden(see(http, other));
            requireForbidden(http.get("/api/v1/tokens"));
        }
        Http auditor = as(token("r-auditor", "auditor", "*"));
        assertThat(see(auditor, shop).status()).isEqualTo(200);
        assertThat(see(auditor, other).status()).isEqualTo(200);
        requireForbidden(sell(auditor, shop, "sold-by-auditor"));
        for (String token : List.of(
                token("r-admin", "admin", null),
                token("r-admin", "admin", "*"),
                token("r-admin", "admin", List.of("*")))) {
            assertThat(as(token).get("/api/v1/tokens").status()).isEqualTo(200);
        }
        Http chain = as(token("r-chain", "manager", List.of(shop, other)));
        assertThat(see(chain, shop).status()).isEqualTo(200);
        assertThat(see(chain, other).status()).isEqualTo(200);
        assertThat(see(SERVER.http(), other).json().path("version").intValue()).isEqualTo(1);
    }

    @Test
    void theSubjectStandsInTheBooks() {
        String store = Shops.open(SERVER.cafe());
        String longest = "é".repeat(196);
        assertThat(sell(as(token("auth0|ana@example", "cashier", List.of(store))), store, "named")
                        .status())
                .isEqualTo(201);
        assertThat(sell(as(token(longest, "cashier", List.of(store))), store, "longest")
                        .status())
                .isEqualTo(201);
        assertThat(SERVER.http()
                        .get(STORES + "/" + store + "/stock/cup/movements")
                        .json()
                        .path("items")
                        .valueStream()
                        .map(movement -> movement.path("who").asString()))
                .contains("jwt:auth0|ana@example", "jwt:" + longest);
        assertThat(as(token("boss", "admin", null))
                        .post(
                                "/api/v1/tokens",
                                "{\"tokenId\": \"made-by-jwt\", \"role\": \"auditor\", \"stores\": [\"*\"]}")
                        .json()
                        .path("createdBy")
                        .asString())
                .isEqualTo("jwt:boss");
    }

    @Test
    void whatProvidersDoDifferentlyIsTaken() {
        Instant now = Instant.now();
        for (var claims : List.of(
                provider.claims("a").audience(List.of("account", IdentityProvider.AUDIENCE)),
                provider.claims("a").claim("sub", 7),
                provider.claims("b").notBeforeTime(Date.from(now)),
                provider.claims("c")
                        .issueTime(Date.from(now.plusSeconds(30)))
                        .expirationTime(Date.from(now.plusSeconds(900))),
                provider.claims("d")
                        .issueTime(Date.from(now.minusSeconds(600)))
                        .expirationTime(Date.from(now.minusSeconds(30))),
                provider.claims("e").expirationTime(Date.from(now.plusSeconds(3_500))),
                provider.claims("f")
                        .claim("scope", "openid")
                        .claim("realm_access", Map.of("roles", List.of("admin"))))) {
            Http http = as(IdentityProvider.sign(key, claims.claim("inventory_stores", List.of(shop))));
            assertThat(see(http, shop).status()).as(claims.build().toString()).isEqualTo(200);
        }
        for (String type : List.of("JWT", "jwt", "at+jwt", "application/at+jwt")) {
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256)
                    .type(new JOSEObjectType(type))
                    .build();
            Http http = as(IdentityProvider.sign(
                    key, header, provider.claims("typed").claim("inventory_stores", List.of(shop))));
            assertThat(see(http, shop).status()).as(type).isEqualTo(200);
        }
    }

    /** One store's cup is what all of them want to sell. */
    @Test
    void aTokenWithAnythingWrongIsNobodysAndChangesNothing(CapturedOutput output) {
        String store = Shops.open(SERVER.cafe());
        try (IdentityProvider stranger = new IdentityProvider()) {
            RefusedJwts refused = new RefusedJwts(provider, stranger, key, store);
            assertThat(sell(as(IdentityProvider.sign(key, refused.claimed())), store, "right")
                            .status())
                    .isEqualTo(201);
            assertThat(refused.tokens()).hasSizeGreaterThan(80);
            Map<String, Integer> taken = new TreeMap<>();
            refused.tokens().forEach((wrong, token) -> {
                Http.Answer answer = sell(as(token), store, "wrong");
                if (answer.status() == 401) {
                    requireProblem(answer, "unauthenticated", 401);
                    assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
                } else {
                    taken.put(wrong, answer.status());
                }
                assertThat(output.getAll()).as(wrong).doesNotContain(token);
            });
            assertThat(taken).isEmpty();
            assertThat(stranger.asked()).isEmpty();
        }
        assertThat(see(SERVER.http(), store).json().path("version").intValue()).isEqualTo(2);
    }

    @Test
    void aTokenThatNoHeadOfARequestCanHoldIsRefusedUnread() {
        assertThat(see(as(token("long", "manager", "*") + "A".repeat(100_000)), shop)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aServerWithoutAProviderTakesNoJwt() {
        String token = token("ana", "manager", "*");
        assertThat(see(as(token), shop).status()).isEqualTo(200);
        requireProblem(see(Http.of(SERVER.url(), token), shop), "unauthenticated", 401);
    }

    @Test
    void ourOwnTokensGoOnAndStayRevokedWithoutAskingAProviderThatMayBeAway() {
        String dotted = "bootstrap.token.with-two-dots";
        IdentityProvider away = new IdentityProvider(key);
        try (TestServer other = TestServer.start(
                SERVER.database(), away.settings()[0], away.settings()[1], "inventory.admin.token=" + dotted)) {
            Http admin = Http.of(other.url(), dotted);
            assertThat(see(admin, shop).status()).isEqualTo(200);
            String secret = admin.post(
                            "/api/v1/tokens",
                            "{\"tokenId\": \"till\", \"role\": \"device\", \"stores\": [\"" + shop + "\"]}")
                    .json()
                    .path("token")
                    .asString();
            assertThat(see(Http.of(other.url(), secret), shop).status()).isEqualTo(200);
            assertThat(admin.delete("/api/v1/tokens/till").status()).isEqualTo(204);
            requireProblem(see(Http.of(other.url(), secret), shop), "unauthenticated", 401);
            requireProblem(see(Http.of(other.url(), "a.b"), shop), "unauthenticated", 401);
            assertThat(away.asked()).isEmpty();

            away.close();
            requireAway(sell(Http.of(other.url(), token("ana", "manager", List.of(shop))), shop, "away"));
            requireProblem(see(Http.of(other.url(), "x.y.z"), shop), "unauthenticated", 401);
        }
        assertThat(SERVER.http().get(STORES + "/" + shop + "/deductions/away").status())
                .isEqualTo(404);
    }

    /** Nobody knows whether such a token is valid. */
    private static void requireAway(Http.Answer answer) {
        requireProblem(answer, "overloaded", 503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.errors()).singleElement().asString().startsWith("The identity provider did not answer.");
    }

    @Test
    void aNewKeyOfTheProviderIsKnownWithoutARestart() throws Exception {
        ECKey next = newEcKey();
        assertThat(see(as(token("ana", "manager", "*")), shop).status()).isEqualTo(200);
        String token = IdentityProvider.sign(next, provider.claims("ana").claim("inventory_stores", "*"));
        requireProblem(see(as(token), shop), "unauthenticated", 401);
        provider.publish(key, next);
        Instant end = Instant.now().plusSeconds(60);
        while (see(as(token), shop).status() != 200 && Instant.now().isBefore(end)) {
            Thread.sleep(250);
        }
        assertThat(see(as(token), shop).status()).isEqualTo(200);
        assertThat(see(as(token("ana", "manager", "*")), shop).status()).isEqualTo(200);
    }

    private static ECKey newEcKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("next").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
