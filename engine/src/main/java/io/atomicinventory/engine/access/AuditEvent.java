package io.atomicinventory.engine.access;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did or tried. Strangers write these texts, so none is refused: each is cut at its length in code points, and
 * what PostgreSQL cannot keep, NUL and half a surrogate pair, becomes U+FFFD.
 *
 * @param storeId null where it was about no single store, or about what cannot be one's id
 * @param occurredAt to the microsecond
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
    /** Of all other texts. */
    public static final int MAX_WORD = 200;

    private static final int REPLACEMENT = 0xfffd;

    public AuditEvent {
        if (!Identifiers.isTime(occurredAt)) {
            throw new InvalidRequestException("occurredAt: must be in the years 1 to 9999");
        }
        if (times < 1) {
            throw new InvalidRequestException("times: must be at least 1");
        }
        storeId = Identifiers.isId(storeId) ? storeId : null;
        occurredAt = occurredAt.truncatedTo(ChronoUnit.MICROS);
        who = kept(who, MAX_WORD);
        role = kept(role, MAX_WORD);
        address = kept(address, MAX_WORD);
        operation = kept(operation, MAX_WORD);
        subject = kept(subject, MAX_SUBJECT);
        result = kept(result, MAX_WORD);
    }

    private static String kept(String text, int most) {
        return text.codePoints()
                .limit(most)
                .map(point -> point == 0 || Character.getType(point) == Character.SURROGATE ? REPLACEMENT : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

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
     * Which events to read; null is any. Who and what are looked for among all events of the time: keep it short where
     * these are rare.
     *
     * @param storeIds of these stores; null for those of all stores and of none
     * @param who as it was recorded, or as it was before it was cut
     * @param isRefused whether it was refused
     * @param from to the microsecond, as {@code to} is
     * @param to exclusive
     */
    public record Filter(
            @Nullable List<String> storeIds,
            @Nullable String who,
            @Nullable String operation,
            @Nullable Boolean isRefused,
            Instant from,
            Instant to) {
        public Filter {
            if (storeIds != null) {
                storeIds.forEach(storeId -> Identifiers.requireIds("storeId", storeId));
                storeIds = List.copyOf(new TreeSet<>(storeIds));
            }
            who = who == null ? null : kept(who, MAX_WORD);
            operation = operation == null ? null : kept(operation, MAX_WORD);
            if (!Identifiers.isTime(from) || !Identifiers.isTime(to)) {
                throw new InvalidRequestException("from, to: must be in the years 1 to 9999");
            }
            from = from.truncatedTo(ChronoUnit.MICROS);
        }
    }
}
