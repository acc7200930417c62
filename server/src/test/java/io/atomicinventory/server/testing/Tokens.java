package io.atomicinventory.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Tokens of all kinds. */
public final class Tokens {
    private static final AtomicInteger LAST = new AtomicInteger();

    private Tokens() {}

    /** A client with a new token. */
    public static Http make(Http admin, String name, String role, String... stores) {
        return admin.as(secret(admin, name, role, stores));
    }

    /** @param stores store ids, or "*" */
    public static String secret(Http admin, String name, String role, String... stores) {
        String list = List.of(stores).stream().map(id -> "\"" + id + "\"").collect(Collectors.joining(", "));
        Http.Answer made = admin.post(
                "/api/v1/tokens",
                "{\"tokenId\": \"" + name + "-" + LAST.incrementAndGet() + "\", \"role\": \"" + role
                        + "\", \"stores\": [" + list + "]}");
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return made.json().path("token").asString();
    }
}
