package io.atomicinventory.server.security;

import io.atomicinventory.engine.access.AuditEvent;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/** Notes who did or tried what, from where, with the result: whatever its permission says, and every refusal. */
class AuditFilter extends OncePerRequestFilter {
    private final AuditWriter writer;
    private final Clock clock;

    AuditFilter(AuditWriter writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Instant begun = clock.instant();
        try {
            chain.doFilter(request, response);
        } finally {
            note(request, response, begun);
        }
    }

    private void note(HttpServletRequest request, HttpServletResponse response, Instant begun) {
        int status = response.getStatus();
        if (status == 401 || status == 403 || status == 429) {
            writer.soon(event(request, response, begun));
        } else if (request.getAttribute(AccessInterceptor.PERMISSION) instanceof Permission permission
                && permission.isAudited()) {
            if (status >= 500) {
                // Where the database is away there is nothing to wait for.
                writer.soon(event(request, response, begun));
                return;
            }
            writer.done(event(request, response, begun));
        }
    }

    private static AuditEvent event(HttpServletRequest request, HttpServletResponse response, Instant begun) {
        Authentication signedIn = SecurityContextHolder.getContext().getAuthentication();
        Identity identity = signedIn != null && signedIn.getPrincipal() instanceof Identity known ? known : null;
        Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        return new AuditEvent(
                storeId(request),
                begun,
                identity == null ? claimed(request) : identity.name(),
                identity == null ? "" : identity.role().code(),
                Objects.requireNonNullElse(request.getRemoteAddr(), ""),
                // Nothing that a stranger can make up at will: what is the same is added up.
                request.getMethod() + " " + (pattern == null ? "(unknown)" : pattern),
                subject(request, response),
                response.getStatus(),
                request.getAttribute(ProblemWriter.PROBLEM) instanceof ProblemType problem ? problem.slug() : "",
                1);
    }

    private static @Nullable String storeId(HttpServletRequest request) {
        return request.getAttribute(ProblemWriter.FOREIGN_STORE) instanceof String foreign
                ? foreign
                : AccessInterceptor.storeId(request);
    }

    private static String claimed(HttpServletRequest request) {
        return request.getAttribute(BearerTokenFilter.CLAIMED) instanceof String name ? name : "";
    }

    /** The address of what was made, where something was made. */
    private static String subject(HttpServletRequest request, HttpServletResponse response) {
        @Nullable String made = response.getHeader(HttpHeaders.LOCATION);
        return made == null ? request.getRequestURI() : made;
    }
}
