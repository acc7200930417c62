package io.atomicinventory.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Somebody at a browser without JavaScript: keeps cookies, and sends forms with what stands hidden in them. */
public final class Visitor {
    public static final String HOME = "/inventory/atomic-dashboard";

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final String base;
    private final CookieManager cookies = new CookieManager();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .cookieHandler(cookies)
            .build();

    public Visitor(String url) {
        this.base = url;
    }

    /** Follows no redirect. */
    public Http.Answer get(String path) {
        return send(request(path));
    }

    /** An answer that goes on, line by line. */
    public CompletableFuture<HttpResponse<Stream<String>>> open(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .header("Accept", "text/event-stream")
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofLines());
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
    }

    public Http.Answer send(HttpRequest.Builder request) {
        try {
            return new Http.Answer(client.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens the page and sends its form. */
    public Http.Answer submit(String path, String... namesAndValues) {
        return post(path, secretOf(get(path)), namesAndValues);
    }

    /** @param csrf empty to leave it out */
    public Http.Answer post(String path, String csrf, String... namesAndValues) {
        Map<String, String> form = new LinkedHashMap<>();
        if (!csrf.isEmpty()) {
            form.put("_csrf", csrf);
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        String body = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public Http.Answer signIn(String personId, String password) {
        return submit("/sign-in", "personId", personId, "password", password);
    }

    public Http.Answer signOut() {
        return post("/sign-out", secretOf(get(HOME)));
    }

    /** What the form has to send back; empty where there is none. */
    public static String secretOf(Http.Answer page) {
        Matcher matcher = CSRF.matcher(page.response().body());
        return matcher.find() ? matcher.group(1) : "";
    }

    /** The session's id; empty without one. */
    public String session() {
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("inventory-session"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElse("");
    }

    public boolean isSignedIn() {
        return get(HOME).status() == 200;
    }
}
