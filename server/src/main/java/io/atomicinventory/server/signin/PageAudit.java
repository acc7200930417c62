package io.atomicinventory.server.signin;

import io.atomicinventory.engine.access.AuditEvent;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.AccessInterceptor;
import io.atomicinventory.server.security.AuditWriter;
import io.atomicinventory.server.security.Identity;
import io.atomicinventory.server.security.Permission;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.HandlerMapping;

/** Notes what people did at the pages' doors, and what was refused there. Never what they typed as a password. */
@Component
class PageAudit implements HandlerInterceptor {
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
        writer.done(event(request, null, identity.name(), identity.role().code(), DONE, ""));
    }

    /** Somebody who gives himself out for another: his role is not known. */
    void refused(HttpServletRequest request, String claimed, int status, String result) {
        writer.soon(event(request, null, claimed, "", status, result));
    }

    /** Whoever is signed in, or nobody. */
    void refused(HttpServletRequest request, int status, String result) {
        refused(request, status, result, null);
    }

    /** @param foreignStoreId the store that he wanted to act in and may not; null for all other refusals */
    void refused(HttpServletRequest request, int status, String result, @Nullable String foreignStoreId) {
        Authentication signedIn = SecurityContextHolder.getContext().getAuthentication();
        String storeId = foreignStoreId == null ? AccessInterceptor.storeId(request) : foreignStoreId;
        if (signedIn != null && signedIn.getPrincipal() instanceof Identity identity) {
            writer.soon(event(request, storeId, identity.name(), identity.role().code(), status, result));
        } else {
            refused(request, "", status, result);
        }
    }

    /** After each call of a page: whoever did what its permission says is to be recorded. */
    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception e) {
        if (request.getAttribute(AccessInterceptor.PERMISSION) instanceof Permission permission
                && permission.isAudited()
                && response.getStatus() != ProblemType.FORBIDDEN.status()) {
            Identity identity = Access.of(request.getUserPrincipal());
            writer.done(event(
                    request,
                    AccessInterceptor.storeId(request),
                    identity.name(),
                    identity.role().code(),
                    response.getStatus(),
                    ""));
        }
    }

    private AuditEvent event(
            HttpServletRequest request, @Nullable String storeId, String who, String role, int status, String result) {
        String path = request.getRequestURI();
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return new AuditEvent(
                storeId,
                clock.instant(),
                who,
                role,
                Objects.requireNonNullElse(request.getRemoteAddr(), ""),
                request.getMethod() + " " + (pattern == null ? known(path) : pattern),
                path,
                status,
                result,
                1);
    }

    private static String known(String path) {
        return KNOWN.contains(path) ? path : "(unknown)";
    }
}
