package io.atomicinventory.engine.access;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did or tried.
 *
 * @param storeId null where it was about no single store
 * @param who the principal, or whom a refused caller gave himself out for; empty where he gave no name
 * @param role its code; empty where there was none
 * @param address from where
 * @param operation method and path with the names of what varies, such as {@code POST /api/v1/stores/{storeId}/queue}
 * @param subject the path as it was asked for, without the query; at most 500 characters
 * @param status of HTTP
 * @param result the slug of the problem; empty for success
 * @param times how often the same happened within the minute
 */
public record AuditEvent(
        @Nullable String storeId,
        Instant occurredAt,
        String who,
        String role,
        String address,
        String operation,
        String subject,
        int status,
        String result,
        int times) {
    public static final int MAX_SUBJECT = 500;

    /** The same, so often. */
    public AuditEvent times(int number) {
        return new AuditEvent(storeId, occurredAt, who, role, address, operation, subject, status, result, number);
    }

    /**
     * As it is kept.
     *
     * @param eventId in the order of time
     */
    public record Kept(String eventId, AuditEvent event) {}

    /**
     * Which events to read; null is any.
     *
     * @param storeIds of these stores; null for those of all stores and of none
     * @param isRefused whether it was refused
     * @param to exclusive
     */
    public record Filter(
            @Nullable List<String> storeIds,
            @Nullable String who,
            @Nullable String operation,
            @Nullable Boolean isRefused,
            Instant from,
            Instant to) {}
}
