package io.atomicinventory.server.problem;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The body of a refusal, in the order in which a person reads it. */
public final class ProblemBody {
    public static final String MEDIA_TYPE = "application/problem+json";

    public static final String RETRY_AFTER_SECONDS = "1";
    /** Tells that an earlier request decided it. */
    public static final String REPLAYED_HEADER = "Idempotent-Replayed";

    public static final String OUTCOME_UNKNOWN =
            "The database did not answer. Send the same request again, with the same key.";

    private ProblemBody() {}

    /** @param instance the path of the request */
    public static Map<String, Object> of(ProblemType type, String instance, List<String> errors) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type.uri());
        body.put("title", type.title());
        body.put("status", type.status());
        body.put("detail", errors.isEmpty() ? type.title() : String.join("; ", errors));
        body.put("instance", instance);
        body.put("errors", errors);
        return body;
    }
}
