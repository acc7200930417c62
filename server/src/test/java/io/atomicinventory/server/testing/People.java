package io.atomicinventory.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

/** People for the tests of pages, made as an administrator makes them. */
public final class People {
    public static final String PASSWORD = "a very long password";

    private People() {}

    /** @param stores as in JSON: {@code ["cebu"]} */
    public static void add(Http admin, String personId, String role, String stores) {
        Http.Answer answer = admin.post("/api/v1/people", """
                {"personId": "%s", "name": "Person %s", "role": "%s", "stores": %s, "password": "%s"}""".formatted(personId, personId, role, stores, PASSWORD));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    }

    public static void change(Http admin, String personId, String role, String stores, boolean isActive) {
        Http.Answer answer = admin.put("/api/v1/people/" + personId, """
                {"name": "Person %s", "role": "%s", "stores": %s, "isActive": %s}""".formatted(personId, role, stores, isActive));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    }
}
