package io.atomicinventory.device;

import io.atomicinventory.device.client.Reply;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What an answer to a void means to a till. */
sealed interface VoidVerdict {

    /** What the sale took is back. */
    record Done(JsonNode body) implements VoidVerdict {}

    /** @param isFinal it will never be otherwise */
    record Refused(String slug, boolean isFinal, String why) implements VoidVerdict {}

    /** Nothing is known; the same again later. */
    record NotNow(String why) implements VoidVerdict {}

    /** Of a sale that is in no books. */
    Done NOTHING_TO_GIVE_BACK = new Done(nothing());

    private static ObjectNode nothing() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("success", true).put("itemsRestored", 0);
        body.putArray("warnings").add("the sale had taken nothing");
        return body;
    }

    /** This till may sell and not void: no reason to send no sales. */
    static boolean isForbidden(Reply reply) {
        return reply instanceof Reply.Answered answered && answered.status() == 403;
    }

    static VoidVerdict of(Reply reply) {
        return switch (reply) {
            case Reply.Unreached unreached -> new NotNow(unreached.why());
            case Reply.Answered answered -> of(answered);
        };
    }

    private static VoidVerdict of(Reply.Answered answered) {
        JsonNode body = answered.body();
        if (answered.status() == 200 && body.path("success").asBoolean(false)) {
            return new Done(body);
        }
        String slug = Reply.slug(body);
        String why = Reply.problem(answered.status(), body);
        return switch (slug) {
            case "not-found" -> new Refused(slug, true, why);
            case "state-conflict", "malformed-request", "idempotency-key-reused", "forbidden" ->
                Verdict.isSlow(body) ? new NotNow(why) : new Refused(slug, false, why);
            default -> new NotNow(why);
        };
    }

    static VoidOutcome outcome(JsonNode body) {
        List<String> warnings = Reply.texts(body, "warnings");
        return new VoidOutcome.Voided(
                body.path("itemsRestored").asInt(0),
                warnings,
                body.path("replayed").asBoolean(false));
    }
}
