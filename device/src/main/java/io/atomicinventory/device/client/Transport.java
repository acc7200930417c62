package io.atomicinventory.device.client;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends one request until it is answered, or its time is up. Thread-safe. */
final class Transport implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final String API = "/api/v1";
    private static final String INTERRUPTED = "the call was interrupted";

    private volatile HttpClient http;
    private final String base;
    private final String token;
    private final ClientSettings settings;
    private final ServerClock clock;
    private final IntervalFunction pauses;

    Transport(URI base, String token, ClientSettings settings, ServerClock clock) {
        this.base = base.toString().replaceFirst("/+$", "") + API;
        this.token = token;
        this.settings = settings;
        this.http = connect();
        this.clock = clock;
        this.pauses =
                IntervalFunction.ofExponentialRandomBackoff(settings.firstPause(), 2.0, 0.5, settings.longestPause());
    }

    private HttpClient connect() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .build();
    }

    Reply get(String path, Expected expected, Duration within) {
        return send(path, HttpRequest.Builder::GET, expected, within);
    }

    /** @param key null where the call needs none */
    Reply post(String path, JsonNode body, @Nullable String key, Expected expected, Duration within) {
        byte[] bytes = JSON.writeValueAsBytes(body);
        return send(
                path,
                request -> {
                    if (key != null) {
                        request.header("Idempotency-Key", key);
                    }
                    return request.header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes));
                },
                expected,
                within);
    }

    private Reply send(String path, UnaryOperator<HttpRequest.Builder> what, Expected expected, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        RetryConfig config = RetryConfig.<Reply>custom()
                .maxAttempts(settings.maxAttempts())
                .retryOnException(e -> false)
                .retryOnResult(reply -> isWorthAnotherTry(reply, deadline))
                .intervalBiFunction((attempt, result) -> pause(attempt, result.get(), deadline))
                .build();
        try {
            return Retry.of("call", config).executeSupplier(() -> once(path, what, expected, deadline));
        } catch (CancellationException e) {
            // In a pause between two tries.
            Thread.currentThread().interrupt();
            return new Reply.Unreached(INTERRUPTED, false, null);
        }
    }

    private static boolean isWorthAnotherTry(Reply reply, long deadline) {
        return reply instanceof Reply.Unreached unreached
                && !Thread.currentThread().isInterrupted()
                && deadline - System.nanoTime()
                        > (unreached.retryAfter() == null
                                ? 0
                                : unreached.retryAfter().toNanos());
    }

    /** Retry-After, and some more, lest everybody comes back at once; but not beyond the deadline. */
    private long pause(int attempt, Reply reply, long deadline) {
        long millis = pauses.apply(attempt);
        if (reply instanceof Reply.Unreached unreached && unreached.retryAfter() != null) {
            millis = unreached.retryAfter().toMillis() + millis / 2;
        }
        return Math.clamp(Duration.ofNanos(deadline - System.nanoTime()).toMillis(), 1, Math.max(1, millis));
    }

    private Reply once(String path, UnaryOperator<HttpRequest.Builder> what, Expected expected, long deadline) {
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        Duration patience = left.compareTo(settings.requestTimeout()) < 0 ? left : settings.requestTimeout();
        if (!patience.isPositive()) {
            return new Reply.Unreached("there was no time left to ask the server", false, null);
        }
        HttpRequest request = what.apply(HttpRequest.newBuilder(URI.create(base + path))
                        .header("Authorization", "Bearer " + token)
                        .header("Accept", "application/json"))
                .build();
        Instant sent = clock.now();
        long began = System.nanoTime();
        HttpClient connections = http;
        CompletableFuture<HttpResponse<byte[]>> answer =
                connections.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
        try {
            // Not the request's own timeout: it ends with the headers, and a body may take for ever.
            HttpResponse<byte[]> response = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            Reply reply = read(response);
            if (reply instanceof Reply.Answered answered
                    && !expected.isMetBy(answered.status(), answered.body(), API + path.replaceFirst("\\?.*", ""))) {
                leave(connections);
                return new Reply.Unreached("what came was no answer to this request", false, null);
            }
            if (reply instanceof Reply.Answered || isOverloaded(response)) {
                response.headers().firstValue("Date").ifPresent(date -> clock.hear(date, sent, took));
            }
            return reply;
        } catch (TimeoutException e) {
            answer.cancel(true);
            return new Reply.Unreached("the server did not answer within " + patience.toMillis() + " ms", false, null);
        } catch (ExecutionException e) {
            return new Reply.Unreached(why(e.getCause()), false, null);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            return new Reply.Unreached(INTERRUPTED, false, null);
        }
    }

    /** Whatever is still on its connections belongs to nobody. */
    private synchronized void leave(HttpClient connections) {
        if (http.equals(connections)) {
            http = connect();
            // What is under way on the others is heard.
            connections.shutdown();
        }
    }

    private static String why(@Nullable Throwable cause) {
        String what = cause == null
                ? ""
                : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return (cause instanceof IOException ? "the server could not be reached: " : "the request failed: ") + what;
    }

    private static boolean isOverloaded(HttpResponse<?> response) {
        return response.statusCode() == 429 || response.statusCode() == 503;
    }

    private static Reply read(HttpResponse<byte[]> response) {
        if (isOverloaded(response)) {
            return new Reply.Unreached(
                    "the server has too much to do (" + response.statusCode() + ")", true, retryAfter(response));
        }
        try {
            JsonNode body = JSON.readTree(response.body());
            // A hotel's log-in page answers 200 as well.
            if (body != null && body.isContainer()) {
                boolean isReplayed = response.headers()
                        .firstValue("Idempotent-Replayed")
                        .filter("true"::equals)
                        .isPresent();
                return new Reply.Answered(response.statusCode(), body, isReplayed);
            }
        } catch (JacksonException e) {
            // Told below.
        }
        return new Reply.Unreached("something that is not the service answered " + response.statusCode(), false, null);
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        try {
            return response.headers()
                    .firstValue("Retry-After")
                    .map(String::strip)
                    .map(Long::parseLong)
                    .map(seconds -> Duration.ofSeconds(Math.clamp(seconds, 0, 3600)))
                    .orElse(null);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    @Override
    public synchronized void close() {
        http.shutdownNow();
    }
}
