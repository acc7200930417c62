package io.atomicinventory.device.client;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How the answer to one request is known from those to others. A network that sends an answer twice would else give the next
 * request on that connection the answer of the one before, and a sale would pass for done that nobody has heard of.
 *
 * @param transactionId of the sale that it is about; null where it is about none or several
 * @param success what a 2xx has to say
 */
record Expected(@Nullable String transactionId, Predicate<JsonNode> success) {

    static Expected of(String transactionId, Predicate<JsonNode> success) {
        return new Expected(transactionId, success.and(body -> names(body, transactionId)));
    }

    static Expected of(Predicate<JsonNode> success) {
        return new Expected(null, success);
    }

    /** @param path of the request, without its query */
    boolean isMetBy(int status, JsonNode body, String path) {
        if (status >= 200 && status < 300) {
            return success.test(body);
        }
        // Whatever stands before it, a proxy may have put there.
        return body.path("instance").asString("").endsWith(path)
                && (transactionId == null || !body.has("transactionId") || names(body, transactionId));
    }

    private static boolean names(JsonNode body, String transactionId) {
        return body.path("transactionId").asString("").equals(transactionId);
    }
}
