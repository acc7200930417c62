package io.atomicinventory.server.access;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.access.AuditEvent;
import io.atomicinventory.engine.access.AuditTrail;
import io.atomicinventory.engine.access.StoreScope;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.request.TimeRange;
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Identity;
import io.atomicinventory.server.security.Permission;
import java.security.Principal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who did or tried what. An auditor reads it of the stores that are his. */
@RestController
class AuditController {
    private final AuditTrail trail;
    private final Clock clock;

    AuditController(AuditTrail trail, Clock clock) {
        this.trail = trail;
        this.clock = clock;
    }

    record AuditView(
            String eventId,
            Instant occurredAt,
            @Nullable String storeId,
            String who,
            String role,
            String address,
            String operation,
            String subject,
            int status,
            String result,
            int times) {
        static AuditView of(AuditEvent.Kept kept) {
            AuditEvent event = kept.event();
            return new AuditView(
                    kept.eventId(),
                    event.occurredAt(),
                    event.storeId(),
                    event.who(),
                    event.role(),
                    event.address(),
                    event.operation(),
                    event.subject(),
                    event.status(),
                    event.result(),
                    event.times());
        }
    }

    /** The last 24 hours unless asked for others; the newest first. */
    @Allowed(Permission.AUDIT)
    @GetMapping(path = "/api/v1/audit", produces = MediaType.APPLICATION_JSON_VALUE)
    Page<AuditView> list(
            @RequestParam(required = false) @Nullable String storeId,
            @RequestParam(required = false) @Nullable String who,
            @RequestParam(required = false) @Nullable String operation,
            @RequestParam(required = false) @Nullable String refused,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit,
            Principal principal) {
        TimeRange range = TimeRange.of(from, to, clock);
        AuditEvent.Filter filter = new AuditEvent.Filter(
                stores(Access.of(principal), storeId),
                name("who", who),
                name("operation", operation),
                flag(refused),
                range.from(),
                range.to());
        Page<AuditEvent.Kept> page = trail.events(filter, Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(AuditView::of).toList(), page.next());
    }

    private static @Nullable List<String> stores(Identity identity, @Nullable String storeId) {
        if (storeId != null) {
            Paths.requireIds("storeId", storeId);
            Access.requireStore(identity, storeId);
            return List.of(storeId);
        }
        StoreScope stores = identity.stores();
        return stores.isAll() ? null : stores.storeIds();
    }

    private static @Nullable String name(String field, @Nullable String text) {
        if (text != null) {
            Identifiers.requireName(field, text);
        }
        return text;
    }

    private static @Nullable Boolean flag(@Nullable String refused) {
        if (refused == null) {
            return null;
        }
        return switch (refused) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new InvalidRequestException("refused: must be true or false");
        };
    }
}
