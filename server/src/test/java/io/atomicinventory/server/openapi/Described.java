package io.atomicinventory.server.openapi;

import io.atomicinventory.server.testing.Http;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** An operation as the document has it. */
public record Described(String method, String path, JsonNode json, Schemas schemas) {
    public static final String REFUSAL = "refusal";
    public static final String SUCCESS = "success";
    /** OpenAPI has no order of the methods of a path; what a path's examples show has to be saved first. */
    private static final List<String> METHODS = List.of("post", "put", "get", "delete");

    /** What is shown as the answer to a request. */
    public record Shown(int status, String contentType, JsonNode schema, JsonNode body, Set<String> headers) {}

    public static List<Described> all(JsonNode document) {
        List<Described> all = new ArrayList<>();
        Schemas schemas = new Schemas(document);
        document.path("paths").forEachEntry((path, item) -> {
            for (String method : METHODS) {
                if (item.has(method)) {
                    all.add(new Described(method, path, item.path(method), schemas));
                }
            }
            if (!METHODS.containsAll(item.propertyNames())) {
                throw new AssertionError(path + ": " + item.propertyNames());
            }
        });
        return all;
    }

    public String name() {
        return method.toUpperCase(Locale.ROOT) + " " + path;
    }

    public JsonNode parameters() {
        return json.path("parameters");
    }

    /** The media type of the request's body and what is said of it, if it has one. */
    public Optional<Map.Entry<String, JsonNode>> body() {
        return json.path("requestBody").path("content").propertyStream().findFirst();
    }

    /** The names of the requests that are shown: the refused first, so that it finds what no success has changed. */
    public List<String> examples() {
        Set<String> names = new LinkedHashSet<>(List.of(REFUSAL, SUCCESS));
        parameters()
                .forEach(parameter -> names.addAll(parameter.path("examples").propertyNames()));
        body().ifPresent(body -> names.addAll(body.getValue().path("examples").propertyNames()));
        return List.copyOf(names);
    }

    /** The answers that are shown under this name: there must be one. An answer without a body shows itself. */
    public List<Shown> shown(String example) {
        List<Shown> shown = new ArrayList<>();
        json.path("responses").forEachEntry((status, unresolved) -> {
            JsonNode response = schemas.resolve(unresolved);
            Set<String> headers = Set.copyOf(response.path("headers").propertyNames());
            if (example.equals(SUCCESS) && status.equals("204")) {
                JsonNode nothing = response.path("content");
                shown.add(new Shown(204, "", nothing, nothing, headers));
            }
            response.path("content").forEachEntry((type, content) -> {
                JsonNode value = content.path("examples").path(example).path("value");
                if (!value.isMissingNode()) {
                    shown.add(new Shown(Integer.parseInt(status), type, content.path("schema"), value, headers));
                }
            });
        });
        return shown;
    }

    /** As Swagger UI sends it. */
    public Http.Answer send(Http http, String example) {
        String address = path;
        List<String> query = new ArrayList<>();
        Http client = http;
        for (JsonNode parameter : parameters()) {
            JsonNode value = parameter.path("examples").path(example).path("value");
            String name = parameter.path("name").asString();
            if (value.isMissingNode()) {
                continue;
            }
            switch (parameter.path("in").asString()) {
                case "path" -> address = address.replace("{" + name + "}", encoded(value));
                case "query" -> query.add(name + "=" + encoded(value));
                default -> client = client.with(name, value.asString());
            }
        }
        // A parameter without an example leaves its braces, which no address can have.
        address = address.replace("{", "%7B").replace("}", "%7D");
        HttpRequest.Builder request = client.request(address + (query.isEmpty() ? "" : "?" + String.join("&", query)))
                .header("Accept", accepted());
        body().ifPresent(body -> request.header("Content-Type", body.getKey()));
        return Http.send(request.method(
                method.toUpperCase(Locale.ROOT),
                body().isPresent()
                        ? HttpRequest.BodyPublishers.ofString(text(requestBody(example)))
                        : HttpRequest.BodyPublishers.noBody()));
    }

    private String accepted() {
        return shown(SUCCESS).stream()
                .map(Shown::contentType)
                .filter(type -> !type.isEmpty())
                .findFirst()
                .orElse("*/*");
    }

    /** The body of a request; missing where none is shown. */
    public JsonNode requestBody(String example) {
        return body().map(Map.Entry::getValue)
                .map(content -> content.path("examples").path(example).path("value"))
                .orElseGet(() -> json.path("requestBody"));
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.toString();
    }

    private static String encoded(JsonNode value) {
        return URLEncoder.encode(value.asString(), StandardCharsets.UTF_8);
    }
}
