package io.atomicinventory.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** What every refusal must be: RFC 9457 with the contract's members and no others, and nothing of our insides. */
public final class Problems {
    private static final List<String> MEMBERS = List.of("type", "title", "status", "detail", "instance", "errors");
    private static final Pattern INSIDES =
            Pattern.compile("(?i)exception|\\bat [a-z]+\\.[a-z]+|\\b(java|jakarta|org|com|tools|io)\\.[a-z]|<html"
                    + "|tomcat|hikari|psql|postgres|jackson|sqlstate|\\bselect\\b.*\\bfrom\\b|insert into|constraint");

    private Problems() {}

    /** @param moreMembers behind those that every problem has, in their order */
    public static Http.Answer requireProblem(Http.Answer answer, String slug, int status, String... moreMembers) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).as(answer.toString()).isEqualTo("application/problem+json");
        requireBody(answer.json(), slug, status, moreMembers);
        assertThat(answer.json().path("instance").asString())
                .isEqualTo(answer.response().request().uri().getRawPath());
        return answer;
    }

    /** A refused deduction. */
    public static Http.Answer requireRefusal(Http.Answer answer, String slug, int status, String transactionId) {
        List<String> more = new ArrayList<>(List.of("success", "transactionId"));
        if (answer.json().has("shortages")) {
            more.add("shortages");
        }
        requireProblem(answer, slug, status, more.toArray(String[]::new));
        assertThat(answer.json().path("success").isBoolean()).isTrue();
        assertThat(answer.json().path("success").asBoolean()).isFalse();
        assertThat(answer.json().path("transactionId").asString()).isEqualTo(transactionId);
        return answer;
    }

    public static void requireBody(JsonNode body, String slug, int status, String... moreMembers) {
        List<String> members = new ArrayList<>(MEMBERS);
        members.addAll(List.of(moreMembers));
        assertThat(body.propertyNames()).as(body.toString()).containsExactlyElementsOf(members);
        assertThat(body.path("type").asString()).as(body.toString()).endsWith(":" + slug);
        assertThat(body.path("status").intValue()).isEqualTo(status);
        assertThat(body.path("title").asString()).isNotBlank();
        assertThat(body.path("detail").asString()).isNotBlank();
        assertThat(body.path("instance").isString()).isTrue();
        assertThat(body.path("errors").isArray()).isTrue();
        assertThat(body.path("errors")).as(body.toString()).isNotEmpty().allMatch(JsonNode::isString);
        assertThat(INSIDES.matcher(body.toString()).find()).as(body.toString()).isFalse();
    }
}
