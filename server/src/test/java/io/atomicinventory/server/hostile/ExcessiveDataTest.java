package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.openapi.Described;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.RawRequest;
import io.atomicinventory.server.testing.RoleTable;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** API3: no answer has more than its reader is to see: no secret, no hash of one, nothing of another store. */
class ExcessiveDataTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String PASSWORD = "correct horse battery";
    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(hash|password|secret|salt|credential|apikey|privatekey).*|token");

    private static Vault own;
    private static Vault other;
    private static Map<String, String> tokens;
    private static List<String> secrets;

    @BeforeAll
    static void open() {
        own = Vault.open(SERVER);
        other = Vault.open(SERVER);
        tokens = new TreeMap<>(Map.of("admin", TestServer.TOKEN));
        for (String role : List.of("manager", "cashier", "device", "auditor")) {
            tokens.put(role, Tokens.secret(SERVER.http(), role, role, own.storeId()));
        }
        Http.Answer added = SERVER.http().post("/api/v1/people", """
                {"personId": "maria", "name": "Maria", "role": "manager", "stores": ["%s"], "password": "%s"}""".formatted(own.storeId(), PASSWORD));
        assertThat(added.status()).as(added.toString()).isEqualTo(201);
        // What is refused stands in the audit trail, too, and so does the address that was tried.
        new RawHttp(SERVER.url())
                .send(new RawRequest("POST", "/api/v1/tokens?password=" + "in-the-query")
                        .as(tokens.get("device"))
                        .json("{\"tokenId\": \"x\", \"role\": \"admin\", \"note\": \"in-the-body\"}")
                        .bytes());
        SERVER.http()
                .put("/api/v1/people/maria/password?password=in-the-query", "{\"password\": \"" + PASSWORD + "\"}");
        secrets = new ArrayList<>(tokens.values());
        secrets.addAll(List.of(PASSWORD, "in-the-query", "in-the-body", "$argon2"));
        for (String column : List.of("encode(token_hash, 'hex')", "encode(token_hash, 'base64')")) {
            secrets.addAll(List.of(SERVER.database()
                    .value("SELECT string_agg(" + column + ", ' ') FROM access_tokens")
                    .split(" ", -1)));
        }
        secrets.add(SERVER.database().value("SELECT password_hash FROM access_people"));
    }

    record Reading(String role, String id, String path) {}

    /** All that can be read, by everybody who may. */
    static List<Reading> readings() {
        Map<String, List<String>> table = RoleTable.read();
        Map<String, String> paths = new TreeMap<>();
        own.calls().stream()
                .filter(call -> call.method().equals("GET"))
                .forEach(call -> paths.put(call.id(), call.path()));
        Described.all(SERVER.anonymous().get("/v3/api-docs").json()).stream()
                .filter(operation -> operation.method().equals("get"))
                .forEach(operation -> paths.putIfAbsent(
                        operation.json().path("operationId").asString(),
                        operation.path().replace("{productId}", "americano").replace("{personId}", "maria")));
        List<Reading> readings = new ArrayList<>();
        paths.forEach((id, path) -> tokens.keySet().stream()
                .filter(role -> table.get(id).contains(role))
                .forEach(role -> readings.add(new Reading(role, id, path))));
        return readings;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readings")
    void I3_nobodyReadsASecretOrAnotherStore(Reading reading) {
        RawHttp.Answer answer = new RawHttp(SERVER.url())
                .send(new RawRequest("GET", reading.path())
                        .as(tokens.get(reading.role()))
                        .bytes());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain(secrets);
        // Who made the first administrator's token; and of the health, what keeps the books.
        HostileCase.requireNothingInside(
                answer.body().replace("INVENTORY_ADMIN_TOKEN", "").replaceAll("(?i)postgresql", ""));
        if (answer.head().contains("application/json")) {
            requireNoSecretNames(answer.json());
        }
        if (!reading.role().equals("admin")) {
            other.requireUnseen("", answer);
        }
    }

    private static void requireNoSecretNames(JsonNode node) {
        if (node.isObject()) {
            node.forEachEntry((name, value) -> {
                // A token that is only named: null, or not there.
                assertThat(SECRET_NAME.matcher(name).matches() && !value.isNull())
                        .as(name)
                        .isFalse();
            });
        }
        node.forEach(ExcessiveDataTest::requireNoSecretNames);
    }

    @Test
    void aNewPersonsAnswerHasNoPassword_andANewTokensOnlyItsSecret() {
        Http.Answer person = SERVER.http().post("/api/v1/people", """
                {"personId": "new", "name": "New", "role": "cashier", "stores": ["%s"], "password": "%s"}""".formatted(own.storeId(), PASSWORD));
        assertThat(person.response().body()).doesNotContain(PASSWORD, "$argon2");
        requireNoSecretNames(person.json());
        Http.Answer token = SERVER.http().post("/api/v1/tokens", """
                {"tokenId": "new", "role": "cashier", "stores": ["%s"]}""".formatted(own.storeId()));
        assertThat(token.response().body())
                .doesNotContain(SERVER.database()
                        .value("SELECT encode(token_hash, 'hex') FROM access_tokens WHERE token_id = 'new'"));
        assertThat(token.header("Cache-Control")).contains("no-store");
    }

    @Test
    void thePageKnowsThem() {
        SecurityPage.requireKept(getClass(), readings().size());
    }
}
