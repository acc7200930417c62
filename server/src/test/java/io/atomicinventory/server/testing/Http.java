package io.atomicinventory.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a server as a client would, over real HTTP. Immutable and thread-safe. */
public final class Http {
    public static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private final String base;
    private final List<String> headers;

    private Http(String base, List<String> headers) {
        this.base = base;
        this.headers = List.copyOf(headers);
    }

    /** @param url of the server, without a slash at its end */
    public static Http of(String url, String token) {
        return new Http(url, List.of()).with("Authorization", "Bearer " + token);
    }

    public static Http anonymous(String url) {
        return new Http(url, List.of());
    }

    /** The same server with another token. */
    public Http as(String token) {
        return of(base, token);
    }

    public Http with(String header, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(header);
        more.add(value);
        return new Http(base, more);
    }

    public Http key(String idempotencyKey) {
        return with("Idempotency-Key", idempotencyKey);
    }

    /** @param path from the root: {@code /api/v1/stores} */
    public Answer get(String path) {
        return send(request(path).GET());
    }

    public Answer delete(String path) {
        return send(request(path).DELETE());
    }

    public Answer post(String path, String json) {
        UsedSecrets.addOf(json);
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public Answer put(String path, String json) {
        UsedSecrets.addOf(json);
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** For requests of any other form. */
    public HttpRequest.Builder request(String path) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
        return headers.isEmpty() ? builder : builder.headers(headers.toArray(String[]::new));
    }

    public static Answer send(HttpRequest.Builder request) {
        try {
            HttpRequest whole = request.build();
            whole.headers().allValues("Authorization").forEach(UsedSecrets::addHeader);
            Answer answer = new Answer(CLIENT.send(whole, HttpResponse.BodyHandlers.ofString()));
            UsedSecrets.addOf(answer.response().body());
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** An answer, with its body read as JSON where it is. */
    public record Answer(HttpResponse<String> response) {
        public int status() {
            return response.statusCode();
        }

        public JsonNode json() {
            return JSON.readTree(response.body());
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The slug of a problem. */
        public String slug() {
            String type = json().path("type").asString("");
            return type.substring(type.lastIndexOf(':') + 1);
        }

        public List<String> errors() {
            List<String> errors = new ArrayList<>();
            json().path("errors").forEach(error -> errors.add(error.asString()));
            return errors;
        }

        @Override
        public String toString() {
            return status() + " " + response.body();
        }
    }
}
