package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.openapi.Described;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Every string of every operation, in turn, is something that another system would run: the requests are those of the
 * API's description, and the café is the one that they are about. Each case is one string with all that may be in it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InjectionTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.empty();

    /** What comes out where somebody calculates it. */
    private static final String CALCULATED = "62615533";

    private static final List<String> PAYLOADS = List.of(
            "'; DROP TABLE stores; --",
            "x' OR '1'='1",
            "{\"$ne\": null}",
            "*)(uid=*))(|(uid=*",
            "${7919*7907} #{7919*7907} {{7919*7907}} <%= 7919*7907 %>",
            "${jndi:ldap://127.0.0.1:1/x}",
            "=7919*7907+cmd|' /C calc'!A0",
            "../../../../etc/passwd",
            "..%2f..%2fadmin-token",
            "x\r\nSet-Cookie: a=b",
            "x\u0000y",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><script>alert(1)</script>&e;",
            "a\u202Etxt\u200B.exe",
            "\uFEFF\u0130\uFB03e\u0301\uD83D\uDCA5",
            "a\uD800",
            "\",\"role\":\"admin\",\"x\":\"");

    /** What a request must not share with the one before it, if it is to be done and not to be replayed. */
    private static final List<String> NEW_EACH_TIME =
            List.of("transactionId", "idempotencyKey", "tokenId", "personId", "Idempotency-Key");
    /** An entry is decided once; the same again shows the first decision. */
    private static final List<String> ONCE = List.of("syncQueued", "approveQueued", "rejectQueued");

    private static final AtomicInteger LAST = new AtomicInteger();

    private List<Described> operations = List.of();

    @BeforeAll
    void open() throws IOException {
        for (String store : List.of("cebu-main", "cebu-it-park", "mandaue")) {
            done(SERVER.http().put("/api/v1/stores/" + store, "{\"name\": \"S\", \"timezone\": \"Asia/Manila\"}"));
        }
        for (String file : List.of("menu", "stock", "mappings")) {
            try (InputStream csv =
                    Objects.requireNonNull(InjectionTest.class.getResourceAsStream("/demo/" + file + ".csv"))) {
                done(Http.send(SERVER.http()
                        .request("/api/v1/import/" + file)
                        .header("Content-Type", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(csv.readAllBytes()))));
            }
        }
        operations = Described.all(SERVER.anonymous().get("/v3/api-docs").json());
        // What the requests are about is there.
        operations.forEach(operation -> operation.send(SERVER.http(), Described.SUCCESS));
    }

    private static void done(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isBetween(200, 201);
    }

    /**
     * @param parameter its name; empty where it is in the body
     * @param pointer to a string in the body; empty where it is the whole
     */
    record Place(Described operation, String parameter, String pointer) {
        boolean isInJson() {
            return !pointer.isEmpty();
        }

        @Override
        public String toString() {
            return operation.name() + " " + (parameter.isEmpty() ? "body" + pointer : parameter);
        }
    }

    List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (Described operation : operations) {
            operation
                    .parameters()
                    .forEach(parameter -> places.add(
                            new Place(operation, parameter.path("name").asString(), "")));
            if (operation.body().isPresent()) {
                JsonNode body = operation.requestBody(Described.SUCCESS);
                if (body.isString()) {
                    places.add(new Place(operation, "", ""));
                } else {
                    strings(body, "").forEach(pointer -> places.add(new Place(operation, "", pointer)));
                }
            }
        }
        return places;
    }

    private static List<String> strings(JsonNode node, String at) {
        List<String> pointers = new ArrayList<>();
        if (node.isString()) {
            pointers.add(at);
        } else if (node.isObject()) {
            node.forEachEntry((name, value) -> pointers.addAll(strings(value, at + "/" + name)));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                pointers.addAll(strings(node.get(i), at + "/" + i));
            }
        }
        return pointers;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("places")
    void whatIsSentIsATextAndNothingElse(Place place) {
        String books = HostileCase.books(SERVER);
        for (String payload : PAYLOADS) {
            if (isHeader(place) && payload.chars().anyMatch(c -> c < ' ' || c > '~')) {
                continue; // no client can send it
            }
            Http.Answer answer = send(place, payload);
            String name = place + " with " + payload + ": " + answer;
            assertThat(answer.status()).as(name).isBetween(200, 499);
            assertThat(answer.response().body()).as(name).doesNotContain(CALCULATED, "root:");
            assertThat(answer.header("Set-Cookie")).as(name).isEmpty();
            // Whatever is read is looked at once, behind it all.
            String after = place.operation().method().equals("get") ? books : HostileCase.books(SERVER);
            if (answer.status() >= 400) {
                assertThat(answer.header("Content-Type")).as(name).isEqualTo("application/problem+json");
                assertThat(after).as(name).isEqualTo(books);
                HostileCase.requireNothingInside(words(answer).replace(payload, ""));
            } else {
                requireWhole(place, payload, answer);
            }
            books = after;
        }
        assertThat(HostileCase.books(SERVER)).isEqualTo(books);
    }

    /** The errors; those of a spreadsheet are of a line. */
    private static String words(Http.Answer answer) {
        return answer.json()
                .path("errors")
                .valueStream()
                .map(error -> error.isString()
                        ? error.asString()
                        : error.path("message").asString(""))
                .collect(Collectors.joining(" "));
    }

    /** What is taken comes back as it was sent, where the answer shows it. */
    private static void requireWhole(Place place, String payload, Http.Answer answer) {
        boolean isJson = answer.header("Content-Type").equals("application/json");
        boolean isNew =
                !ONCE.contains(place.operation().json().path("operationId").asString());
        if (place.isInJson()
                && isJson
                && isNew
                && !answer.json().at(place.pointer()).isMissingNode()) {
            assertThat(answer.json().at(place.pointer()).asString()).isEqualTo(payload);
        }
    }

    private static boolean isHeader(Place place) {
        return place.operation()
                .parameters()
                .valueStream()
                .anyMatch(parameter -> parameter.path("name").asString().equals(place.parameter())
                        && parameter.path("in").asString().equals("header"));
    }

    private static Http.Answer send(Place place, String payload) {
        Described operation = place.operation();
        String path = operation.path();
        List<String> query = new ArrayList<>();
        Http http = SERVER.http();
        for (JsonNode parameter : operation.parameters()) {
            String name = parameter.path("name").asString();
            JsonNode example =
                    parameter.path("examples").path(Described.SUCCESS).path("value");
            if (example.isMissingNode() && !name.equals(place.parameter())) {
                continue;
            }
            String value = name.equals(place.parameter())
                    ? payload
                    : NEW_EACH_TIME.contains(name) && isHeader(new Place(operation, name, ""))
                            ? "new-" + LAST.incrementAndGet()
                            : example.asString();
            switch (parameter.path("in").asString()) {
                case "path" -> path = path.replace("{" + name + "}", encoded(value));
                case "query" -> query.add(name + "=" + encoded(value));
                default -> http = http.with(name, value);
            }
        }
        HttpRequest.Builder request = http.request(path + (query.isEmpty() ? "" : "?" + String.join("&", query)));
        String method = operation.method().toUpperCase(Locale.ROOT);
        if (operation.body().isEmpty()) {
            return Http.send(request.method(method, HttpRequest.BodyPublishers.noBody()));
        }
        Map.Entry<String, JsonNode> body = operation.body().orElseThrow();
        return Http.send(request.header("Content-Type", body.getKey())
                .method(method, HttpRequest.BodyPublishers.ofString(body(place, payload))));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String body(Place place, String payload) {
        JsonNode body = place.operation().requestBody(Described.SUCCESS);
        if (!place.parameter().isEmpty()) {
            return body.isString() ? body.stringValue() : body.toString();
        }
        if (!place.isInJson()) {
            // As the second column of the last row.
            String csv = body.stringValue().stripTrailing();
            int row = csv.lastIndexOf('\n') + 1;
            String[] cells = csv.substring(row).split(",", 3);
            return csv.substring(0, row) + cells[0] + ",\"" + payload.replace("\"", "\"\"") + "\"," + cells[2] + "\n";
        }
        JsonNode copy = body.deepCopy();
        renew(copy);
        int slash = place.pointer().lastIndexOf('/');
        JsonNode parent = copy.at(place.pointer().substring(0, slash));
        String last = place.pointer().substring(slash + 1);
        if (parent instanceof ObjectNode object) {
            object.set(last, StringNode.valueOf(payload));
        } else {
            ((ArrayNode) parent).set(Integer.parseInt(last), StringNode.valueOf(payload));
        }
        // Half a character cannot be sent but by its number.
        return copy.toString().replace("\uD800", "\\ud800");
    }

    private static void renew(JsonNode node) {
        if (node instanceof ObjectNode object) {
            NEW_EACH_TIME.stream()
                    .filter(object::has)
                    .forEach(name -> object.put(name, "new-" + LAST.incrementAndGet()));
        }
        node.forEach(InjectionTest::renew);
    }

    /** A name that a spreadsheet would calculate is kept as it is, and leaves with an apostrophe before it. */
    @Test
    void aFormulaIsANameInTheBooksAndATextInTheirExport() {
        Http http = SERVER.http();
        for (String formula : List.of("=7919*7907", "+7919*7907", "-7919*7907", "@SUM(A1)", "=cmd|' /C calc'!A0")) {
            done(http.put(
                    "/api/v1/stores/mandaue/stock/formula", "{\"item\": \"" + formula + "\", \"unit\": \"piece\"}"));
            String csv =
                    http.get("/api/v1/stores/mandaue/export/stock").response().body();
            assertThat(csv).contains("formula,'" + formula).doesNotContain("formula," + formula);
            assertThat(http.get("/api/v1/stores/mandaue/stock/formula")
                            .json()
                            .path("item")
                            .asString())
                    .isEqualTo(formula);
        }
    }

    @Test
    void thePageKnowsThem() {
        SecurityPage.requireKept(getClass(), places().size());
    }
}
