package io.atomicinventory.device;

import io.atomicinventory.device.client.Reply;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What an answer to a sale means to a till. Whatever is not certain is {@link NotNow}. */
sealed interface Verdict {
    /** Not the sale's fault: the till itself is not let in, or asks the wrong server. */
    Set<Integer> DENIALS = Set.of(401, 403, 404);

    /** It is in the books. */
    record Done(JsonNode body) implements Verdict {}

    /**
     * The server's queue has it.
     *
     * @param isOver it had it, and it was rejected or called off there
     */
    record Waits(String queueId, String why, boolean isOver) implements Verdict {}

    /** @param isFinal the server has recorded it, and will say the same to this key for ever */
    record Refused(String slug, boolean isFinal, JsonNode body) implements Verdict {
        String why() {
            List<String> errors = Reply.texts(body, "errors");
            return errors.isEmpty() ? body.path("detail").asString(slug) : String.join("; ", errors);
        }
    }

    /** Nothing is known; the same again later. */
    record NotNow(String why) implements Verdict {}

    /** Likewise, and nothing else will fare better. */
    record Denied(String why) implements Verdict {}

    static Verdict of(Reply reply) {
        return switch (reply) {
            case Reply.Unreached unreached -> new NotNow(unreached.why());
            case Reply.Answered answered -> of(answered.status(), answered.body());
        };
    }

    static Verdict of(int status, JsonNode body) {
        if ((status == 200 || status == 201) && body.path("success").asBoolean(false)) {
            return new Done(body);
        }
        if (status == 202 && body.path("queueId").isString()) {
            boolean isOver = Reply.texts(body, "warnings").stream()
                    .anyMatch(text -> text.contains(" was rejected;") || Answers.saysVoided(text));
            return new Waits(body.path("queueId").asString(), why(body), isOver);
        }
        if (DENIALS.contains(status)) {
            return new Denied(Reply.problem(status, body));
        }
        String slug = Reply.slug(body);
        return switch (slug) {
            case "insufficient-stock",
                    "state-conflict",
                    "transaction-already-deducted",
                    "unknown-product",
                    "no-conversion-mapping",
                    "inactive-item",
                    "quantity-not-exact" -> new Refused(slug, true, body);
            case "malformed-request", "idempotency-key-reused" ->
                isSlow(body) ? new NotNow(Reply.problem(status, body)) : new Refused(slug, false, body);
            default -> new NotNow(Reply.problem(status, body));
        };
    }

    /** Not the request but the way was too slow for the server. */
    static boolean isSlow(JsonNode body) {
        return Reply.texts(body, "errors").contains("The body came too slowly");
    }

    private static String why(JsonNode body) {
        List<String> words = Reply.texts(body, "errors");
        words.addAll(Reply.texts(body, "warnings"));
        return words.isEmpty() ? "it waits in the server's queue" : String.join("; ", words);
    }
}
