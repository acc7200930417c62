package io.atomicinventory.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document, held against the server that it describes, with the demo café in it. */
class OpenApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.empty();

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z");
    /** Secrets, addresses of callers, ids of events. */
    private static final Pattern MADE_UP = Pattern.compile(
            "ait_[A-Za-z0-9_-]{43}|\\d+\\.\\d+\\.\\d+\\.\\d+|\\d+\\.\\d\\d ms|[0-9a-f]{14}-[0-9a-f]{16}");

    private static JsonNode document;
    private static List<Described> operations;

    @BeforeAll
    static void start() throws IOException {
        for (String store : List.of("cebu-main Cebu Main", "cebu-it-park Cebu IT Park", "mandaue Mandaue")) {
            String[] idAndName = store.split(" ", 2);
            Http.Answer saved = SERVER.http()
                    .put(
                            "/api/v1/stores/" + idAndName[0],
                            "{\"name\": \"" + idAndName[1] + "\", \"timezone\": \"Asia/Manila\"}");
            assertThat(saved.status()).as(saved.toString()).isEqualTo(201);
        }
        for (String file : List.of("menu", "stock", "mappings")) {
            Http.Answer imported = Http.send(SERVER.http()
                    .request("/api/v1/import/" + file)
                    .header("Content-Type", "text/csv")
                    .POST(HttpRequest.BodyPublishers.ofString(resource("/demo/" + file + ".csv"))));
            assertThat(imported.status()).as(imported.toString()).isEqualTo(200);
        }
        document = Http.anonymous(SERVER.url()).get("/v3/api-docs").json();
        operations = Described.all(document);
    }

    private static String resource(String name) throws IOException {
        try (InputStream input = Objects.requireNonNull(OpenApiTest.class.getResourceAsStream(name), name)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyOperationOfTheServerIsInTheDocumentAndNoOther() {
        Set<String> served = new TreeSet<>();
        SERVER.bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .forEach(mapping -> mapping.getPatternValues().stream()
                        .filter(path -> path.startsWith("/api/"))
                        .forEach(path -> mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> served.add(method + " " + path))));
        assertThat(served).isNotEmpty();
        assertThat(operations.stream().map(Described::name)).containsExactlyInAnyOrderElementsOf(served);
    }

    /** What is written for a path or a parameter that does not exist would be lost silently. */
    @Test
    void nothingIsDescribedThatTheServerDoesNotHave() throws IOException {
        Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(resource("/openapi/api.yaml"));
        JsonNode written = Http.JSON.valueToTree(yaml);
        assertThat(parameters(written)).isEqualTo(parameters(document));
        assertThat(written.path("components").path("schemas").propertyNames())
                .isEqualTo(document.path("components").path("schemas").propertyNames());
    }

    private static Map<String, Set<String>> parameters(JsonNode openApi) {
        Map<String, Set<String>> parameters = new LinkedHashMap<>();
        for (Described operation : Described.all(openApi)) {
            Set<String> names = new TreeSet<>();
            operation
                    .parameters()
                    .forEach(parameter -> names.add(parameter.path("in").asString() + " "
                            + parameter.path("name").asString()));
            parameters.put(operation.name(), names);
        }
        return parameters;
    }

    @Test
    void everyOperationHasASummaryAndShowsRequestsASuccessAndARefusal() {
        SoftAssertions softly = new SoftAssertions();
        Set<String> ids = new TreeSet<>();
        for (Described operation : operations) {
            String name = operation.name();
            softly.assertThat(operation.json().path("summary").asString(""))
                    .as(name)
                    .isNotBlank();
            softly.assertThat(operation.json().path("tags").size())
                    .as(name + ": tags")
                    .isOne();
            softly.assertThat(ids.add(operation.json().path("operationId").asString("")))
                    .as(name + ": operationId")
                    .isTrue();
            for (JsonNode parameter : operation.parameters()) {
                softly.assertThat(parameter.path("description").asString(""))
                        .as(name + " " + parameter)
                        .isNotBlank();
            }
            for (String example : operation.examples()) {
                softly.assertThat(operation.shown(example))
                        .as(name + ": answers shown for " + example)
                        .hasSize(1);
                requireRequest(softly, operation, example);
            }
            softly.assertThat(operation.json().path("responses").propertyNames())
                    .as(name)
                    .contains("400", "401", "403", "406", "429", "500", "503");
            operation.shown(Described.REFUSAL).forEach(refusal -> {
                softly.assertThat(refusal.status()).as(name).isGreaterThanOrEqualTo(400);
                softly.assertThat(refusal.contentType()).as(name).isEqualTo("application/problem+json");
            });
            operation
                    .shown(Described.SUCCESS)
                    .forEach(success ->
                            softly.assertThat(success.status()).as(name).isLessThan(300));
        }
        softly.assertAll();
    }

    private static void requireRequest(SoftAssertions softly, Described operation, String example) {
        boolean hasRequest =
                operation.body().isPresent() || !operation.parameters().isEmpty();
        boolean isShown = !operation.requestBody(example).isMissingNode();
        for (JsonNode parameter : operation.parameters()) {
            boolean hasExample = parameter.path("examples").has(example);
            isShown |= hasExample;
            softly.assertThat(hasExample || !parameter.path("required").asBoolean(false))
                    .as(operation.name() + " " + example + ": " + parameter.path("name"))
                    .isTrue();
        }
        softly.assertThat(isShown || !hasRequest)
                .as(operation.name() + ": request shown for " + example)
                .isTrue();
        softly.assertThat(operation.body().isEmpty()
                        || !operation.requestBody(example).isMissingNode())
                .as(operation.name() + ": body shown for " + example)
                .isTrue();
    }

    @Test
    void everyRequestThatSucceedsIsOfItsSchema() {
        SoftAssertions softly = new SoftAssertions();
        for (Described operation : operations) {
            for (JsonNode parameter : operation.parameters()) {
                JsonNode value =
                        parameter.path("examples").path(Described.SUCCESS).path("value");
                if (!value.isMissingNode()) {
                    softly.assertThat(operation.schemas().wrong(parameter.path("schema"), value))
                            .as(operation.name() + " " + parameter.path("name"))
                            .isEmpty();
                }
            }
            operation
                    .body()
                    .ifPresent(body -> softly.assertThat(operation
                                    .schemas()
                                    .wrong(body.getValue().path("schema"), operation.requestBody(Described.SUCCESS)))
                            .as(operation.name())
                            .isEmpty());
        }
        softly.assertAll();
    }

    @Test
    void theServerAnswersEveryExampleAsItIsShown() {
        SoftAssertions softly = new SoftAssertions();
        for (Described operation : operations) {
            for (String example : operation.examples()) {
                if (operation.shown(example).isEmpty()) {
                    softly.fail("%s shows no answer to %s", operation.name(), example);
                    continue;
                }
                Described.Shown shown = operation.shown(example).getFirst();
                Http.Answer answer = operation.send(SERVER.http(), example);
                String name = operation.name() + " " + example + ": " + answer;
                softly.assertThat(answer.status()).as(name).isEqualTo(shown.status());
                softly.assertThat(answer.header("Content-Type").replaceFirst(";.*", ""))
                        .as(name)
                        .isEqualTo(shown.contentType());
                shown.headers()
                        .forEach(header -> softly.assertThat(answer.header(header))
                                .as(name + ": " + header)
                                .isNotEmpty());
                compare(softly, operation, shown, answer, name);
            }
        }
        softly.assertAll();
    }

    /** No store of the demo café queues, so that this answer is shown without a request that could be tried there. */
    @Test
    void theServerAnswersAShortSaleOfAStoreThatQueuesAsItIsShown() {
        Described deduct = operations.stream()
                .filter(operation ->
                        operation.json().path("operationId").asString("").equals("deduct"))
                .findFirst()
                .orElseThrow();
        Described.Shown shown = deduct.shown("queued").getFirst();
        onShortage("queue");
        Http.Answer answer = SERVER.http().key("till-9-000001").post("/api/v1/stores/mandaue/deductions", """
                {"transactionId": "sale-1003", "items": [{"productId": "banana-bread", "quantity": 20}]}""");
        onShortage("refuse");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(shown.status());
        SoftAssertions softly = new SoftAssertions();
        compare(softly, deduct, shown, answer, answer.toString());
        softly.assertAll();
    }

    private static void onShortage(String policy) {
        Http.Answer saved = SERVER.http().put("/api/v1/stores/mandaue", """
                {"name": "Mandaue", "timezone": "Asia/Manila", "onShortage": "%s"}""".formatted(policy));
        assertThat(saved.status()).as(saved.toString()).isEqualTo(200);
    }

    private static void compare(
            SoftAssertions softly, Described operation, Described.Shown shown, Http.Answer answer, String name) {
        String body = answer.response().body();
        if (shown.contentType().endsWith("json")) {
            softly.assertThat(comparable(answer.json())).as(name).isEqualTo(comparable(shown.body()));
            softly.assertThat(operation.schemas().wrong(shown.schema(), answer.json()))
                    .as(name)
                    .isEmpty();
        } else {
            softly.assertThat(withoutTimes(body.replace("\r\n", "\n")))
                    .as(name)
                    .isEqualTo(withoutTimes(shown.body().asString("")));
        }
    }

    /** Equal for equal JSON, whatever the times in it. */
    private static @Nullable Object comparable(JsonNode node) {
        if (node.isObject()) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            node.forEachEntry(
                    (name, value) -> members.put(name, name.endsWith("Millis") ? "(made up)" : comparable(value)));
            return members;
        }
        if (node.isArray()) {
            List<@Nullable Object> elements = new ArrayList<>();
            node.forEach(element -> elements.add(comparable(element)));
            return elements;
        }
        if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            return number.stripTrailingZeros();
        }
        return node.isNull() ? null : withoutTimes(node.asString());
    }

    private static String withoutTimes(String text) {
        return MADE_UP.matcher(TIME.matcher(text).replaceAll("(time)")).replaceAll("(made up)");
    }

    @Test
    void theDocumentHasNothingOfOurInsidesAndNoHost() {
        assertThat(document.path("openapi").asString()).startsWith("3.1");
        assertThat(document.path("servers")).hasToString("[{\"url\":\"/\"}]");
        assertThat(document.path("security")).hasToString("[{\"bearer\":[]}]");
        String text = document.toString().toLowerCase(Locale.ROOT);
        assertThat(text).doesNotContain("io.atomicinventory", "java", "exception", "127.0.0.1", "localhost", "http://");
        // Also those that only stand in schemas.
        document.findValues("$ref")
                .forEach(reference -> assertThat(
                                document.at(reference.asString().substring(1)).isMissingNode())
                        .as(reference.asString())
                        .isFalse());
    }

    @Test
    void everyKeyOfTheContractIsInTheDocument() {
        for (Described operation : operations) {
            boolean needsKey = operation.json().path("responses").toString().contains("idempotency-key-missing");
            boolean hasKey = operation
                    .parameters()
                    .valueStream()
                    .anyMatch(parameter -> parameter.path("name").asString().equals("Idempotency-Key")
                            && parameter.path("required").asBoolean(false));
            assertThat(hasKey).as(operation.name()).isEqualTo(needsKey);
        }
    }

    @Test
    void onlyTheDescriptionIsReadableWithoutAToken() {
        Http anonymous = Http.anonymous(SERVER.url());
        assertThat(anonymous.get("/swagger-ui.html").header("Location")).isEqualTo("/swagger-ui/index.html");
        assertThat(anonymous
                        .get("/v3/api-docs/swagger-config")
                        .json()
                        .path("url")
                        .asString())
                .isEqualTo("/v3/api-docs");
        for (String closed : List.of("/v3/api-docs.yaml", "/v3", "/webjars/swagger-ui/index.html", "/api/v1/stores")) {
            assertThat(anonymous.get(closed).status()).as(closed).isEqualTo(401);
        }
        assertThat(anonymous.post("/v3/api-docs", "{}").status()).isEqualTo(401);
        assertThat(anonymous.get("/swagger-ui/nothing.js").slug()).isEqualTo("not-found");
    }

    @Test
    void swaggerUiHasAllItsFilesAndLoadsNoneFromElsewhere() {
        Http anonymous = Http.anonymous(SERVER.url());
        String page = anonymous.get("/swagger-ui/index.html").response().body();
        List<String> files = Pattern.compile("(?:src|href)=\"([^\"]+)\"")
                .matcher(page)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(files).contains("./swagger-ui-bundle.js", "./swagger-ui.css", "./swagger-initializer.js");
        for (String file : files) {
            Http.Answer answer = anonymous.get("/swagger-ui/" + file.replaceFirst("^\\./", ""));
            assertThat(answer.status()).as(file).isEqualTo(200);
            assertThat(answer.response().body()).as(file).isNotEmpty();
            if (file.endsWith(".css")) {
                assertThat(answer.response().body())
                        .as(file)
                        .doesNotContainPattern("(@import|url\\()[\"']?(https?:)?//");
            }
        }
        assertThat(page).doesNotContain("http:", "https:", "\"//");
        String start =
                anonymous.get("/swagger-ui/swagger-initializer.js").response().body();
        assertThat(start).contains("/v3/api-docs").doesNotContain("http:", "https:");
    }
}
