package io.atomicinventory.server.signin;

import io.atomicinventory.engine.access.AuditEvent;
import io.atomicinventory.server.security.AuditWriter;
import io.atomicinventory.server.security.Identity;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;

/** Notes what people did at the pages' doors, and what was refused there. Never what they typed as a password. */
@Component
class PageAudit {
    private static final int DONE = 200;
    /** Nothing that a stranger can make up at will: what is the same is added up. */
    private static final Set<String> KNOWN =
            Set.of(Pages.SIGN_IN, Pages.SIGN_OUT, Pages.SET_UP, Pages.ACCOUNT, Pages.BOOTSTRAP_TOKEN);

    private final AuditWriter writer;
    private final Clock clock;

    PageAudit(AuditWriter writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
    }

    void done(HttpServletRequest request, Identity identity) {
        writer.done(event(request, identity.name(), identity.role().code(), DONE, ""));
    }

    /** Somebody who gives himself out for another: his role is not known. */
    void refused(HttpServletRequest request, String claimed, int status, String result) {
        writer.soon(event(request, claimed, "", status, result));
    }

    /** Whoever is signed in, or nobody. */
    void refused(HttpServletRequest request, int status, String result) {
        Authentication signedIn = SecurityContextHolder.getContext().getAuthentication();
        if (signedIn != null && signedIn.getPrincipal() instanceof Identity identity) {
            writer.soon(event(request, identity.name(), identity.role().code(), status, result));
        } else {
            refused(request, "", status, result);
        }
    }

    private AuditEvent event(HttpServletRequest request, String who, String role, int status, String result) {
        String path = request.getRequestURI();
        return new AuditEvent(
                null,
                clock.instant(),
                who,
                role,
                Objects.requireNonNullElse(request.getRemoteAddr(), ""),
                request.getMethod() + " " + (KNOWN.contains(path) ? path : "(unknown)"),
                path,
                status,
                result,
                1);
    }
}
