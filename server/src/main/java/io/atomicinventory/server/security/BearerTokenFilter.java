package io.atomicinventory.server.security;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.server.problem.ProblemBody;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Knows the caller by {@code Authorization: Bearer TOKEN}. A wrong token is as good as none, and so is a cookie. */
class BearerTokenFilter extends OncePerRequestFilter {
    /** On the request: whose a token was that is not valid any more, for the audit trail. */
    static final String CLAIMED = BearerTokenFilter.class.getName() + ".claimed";

    private static final String SCHEME = "bearer ";
    /** Longer ones are nobody's. */
    private static final int LONGEST = 8_192;

    private static final String PROVIDER_AWAY =
            "The identity provider did not answer. Send the same request again, with the same key.";

    private final KnownTokens tokens;
    private final Strangers strangers;
    private final ProblemWriter problems;

    BearerTokenFilter(KnownTokens tokens, Strangers strangers, ProblemWriter problems) {
        this.tokens = tokens;
        this.strangers = strangers;
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String token = token(request.getHeader(HttpHeaders.AUTHORIZATION));
        if (token != null) {
            if (tokens.needsLookUp(token) && !strangers.letPass(request, response)) {
                return;
            }
            try {
                KnownTokens.Found found = tokens.find(token);
                if (found.identity() == null) {
                    request.setAttribute(CLAIMED, found.name());
                } else {
                    signIn(found.identity());
                }
            } catch (DatabaseUnavailableException e) {
                problems.write(request, response, ProblemType.OVERLOADED, List.of(ProblemBody.OUTCOME_UNKNOWN));
                return;
            } catch (ProviderAwayException e) {
                problems.write(request, response, ProblemType.OVERLOADED, List.of(PROVIDER_AWAY));
                return;
            }
        }
        chain.doFilter(request, response);
    }

    private static void signIn(Identity identity) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(identity, null, List.of()));
        SecurityContextHolder.setContext(context);
    }

    private static @Nullable String token(@Nullable String header) {
        return header != null && header.length() <= LONGEST && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }
}
