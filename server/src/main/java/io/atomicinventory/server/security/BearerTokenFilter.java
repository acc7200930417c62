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
import java.util.Collections;
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

    private static final String ACTUATOR = "/actuator/";
    /** Not limited: a stranger must not be able to make a load balancer's question fail. */
    private static final String HEALTH = ACTUATOR + "health";

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
        String token = token(request);
        if (token != null && !isKnown(token, request, response)) {
            return;
        }
        boolean isStranger = SecurityContextHolder.getContext().getAuthentication() == null;
        if (isStranger && !HEALTH.equals(request.getRequestURI()) && !strangers.letPass(request, response)) {
            return;
        }
        chain.doFilter(request, response);
    }

    /** @return false where the request was answered: nobody could find out whose the token is */
    private boolean isKnown(String token, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (tokens.needsProof(token) && !strangers.mayTry(request, response)) {
            return false;
        }
        try {
            KnownTokens.Found found =
                    request.getRequestURI().startsWith(ACTUATOR) ? tokens.findEvenIfAway(token) : tokens.find(token);
            if (found.identity() == null) {
                request.setAttribute(CLAIMED, found.name());
            } else {
                signIn(found.identity());
            }
            return true;
        } catch (DatabaseUnavailableException e) {
            problems.write(request, response, ProblemType.OVERLOADED, List.of(ProblemBody.OUTCOME_UNKNOWN));
        } catch (ProviderAwayException e) {
            problems.write(request, response, ProblemType.OVERLOADED, List.of(PROVIDER_AWAY));
        }
        return false;
    }

    private static void signIn(Identity identity) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(identity, null, List.of()));
        SecurityContextHolder.setContext(context);
    }

    /** Of two headers nobody can say which one was meant. */
    private static @Nullable String token(HttpServletRequest request) {
        List<String> headers = Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION));
        String header = headers.size() == 1 ? headers.getFirst() : "";
        return header.length() <= LONGEST && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }
}
