package io.atomicinventory.server.request;

import io.atomicinventory.server.problem.ProblemBody;
import org.springframework.http.ResponseEntity;

/** Calls with an idempotency key. */
public final class Keyed {
    public static final String HEADER = "Idempotency-Key";

    private Keyed() {}

    /**
     * A success; what an earlier request had done is 200, and the header says so.
     *
     * @param firstStatus of the request that did it
     */
    public static ResponseEntity.BodyBuilder answer(int firstStatus, boolean isReplay) {
        return isReplay
                ? ResponseEntity.ok().header(ProblemBody.REPLAYED_HEADER, "true")
                : ResponseEntity.status(firstStatus);
    }
}
