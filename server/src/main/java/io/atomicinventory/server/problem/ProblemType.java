package io.atomicinventory.server.problem;

import io.atomicinventory.engine.Undecided;
import io.atomicinventory.engine.deduction.Problem;
import java.util.Locale;

/** The contract's refusals. In order of precedence: of several refusals of one request the first names it. */
public enum ProblemType {
    MALFORMED_REQUEST(400, "The request is malformed"),
    IDEMPOTENCY_KEY_MISSING(400, "The Idempotency-Key header is missing"),
    UNAUTHENTICATED(401, "A valid token is needed"),
    FORBIDDEN(403, "This token may not do this"),
    NOT_FOUND(404, "There is no such thing"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key belongs to another request"),
    TRANSACTION_ALREADY_DEDUCTED(422, "The transaction was already deducted with other items"),
    UNKNOWN_PRODUCT(422, "A product does not exist or is not sold"),
    NO_CONVERSION_MAPPING(422, "An ingredient is not mapped to this store's stock"),
    INACTIVE_ITEM(422, "A stock item is switched off"),
    QUANTITY_NOT_EXACT(422, "An amount needs more than four decimals"),
    INSUFFICIENT_STOCK(409, "There is not enough stock"),
    IDEMPOTENCY_KEY_IN_FLIGHT(409, "The first request with this key is still being processed"),
    VERSION_CONFLICT(409, "Others kept changing the same stock"),
    STATE_CONFLICT(409, "The present state does not allow this"),
    METHOD_NOT_ALLOWED(405, "This address does not take this method"),
    NOT_ACCEPTABLE(406, "This address does not answer in that format"),
    PAYLOAD_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's format is not supported"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    OVERLOADED(503, "The service cannot answer now"),
    INTERNAL_ERROR(500, "Something went wrong on our side");

    private static final String PREFIX = "urn:atomic-inventory:problem:";

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    public String slug() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** A name that never changes, ending in the slug. */
    public String uri() {
        return PREFIX + slug();
    }

    /** Whether the same request may succeed after a while; such an answer carries {@code Retry-After}. */
    public boolean asksToWait() {
        return this == OVERLOADED || this == TOO_MANY_REQUESTS;
    }

    /** What each reason for not deciding is on the wire. */
    public static ProblemType of(Undecided why) {
        return switch (why) {
            case Undecided.KeyReused reused -> IDEMPOTENCY_KEY_REUSED;
            case Undecided.UnknownStore store -> NOT_FOUND;
            case Undecided.UnknownStockItem item -> NOT_FOUND;
            case Undecided.KeyInFlight inFlight -> IDEMPOTENCY_KEY_IN_FLIGHT;
            case Undecided.VersionConflict conflict -> VERSION_CONFLICT;
            case Undecided.Overloaded overloaded -> OVERLOADED;
        };
    }

    /** What each reason against a sale is on the wire. */
    public static ProblemType of(Problem.Reason reason) {
        return switch (reason) {
            case TRANSACTION_ALREADY_DEDUCTED -> TRANSACTION_ALREADY_DEDUCTED;
            case UNKNOWN_PRODUCT -> UNKNOWN_PRODUCT;
            case NO_CONVERSION_MAPPING -> NO_CONVERSION_MAPPING;
            case INACTIVE_ITEM -> INACTIVE_ITEM;
            case QUANTITY_NOT_EXACT -> QUANTITY_NOT_EXACT;
            case INSUFFICIENT_STOCK -> INSUFFICIENT_STOCK;
            case TRANSACTION_REJECTED, TOO_LATE -> STATE_CONFLICT;
        };
    }
}
