package io.atomicinventory.server.signin;

import io.atomicinventory.engine.access.Person;
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.Identity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.CompositeSessionAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.csrf.CsrfAuthenticationStrategy;
import org.springframework.security.web.csrf.CsrfTokenRepository;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;
import org.springframework.stereotype.Component;

/** How sessions begin and go on. They are in the memory of this node. */
@Component
public class Sessions {
    private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
    private final KnownPeople people;
    private final SessionSettings settings;
    private final Clock clock;
    private final SecurityContextRepository contexts = new HttpSessionSecurityContextRepository();
    private final CsrfTokenRepository csrfTokens = new HttpSessionCsrfTokenRepository();
    /** Neither an id nor a form's secret of before goes on: somebody else may know them. */
    private final SessionAuthenticationStrategy beginning = new CompositeSessionAuthenticationStrategy(List.of(
            new ChangeSessionIdAuthenticationStrategy(), new CsrfAuthenticationStrategy(csrfTokens), this::live));

    Sessions(KnownPeople people, SessionSettings settings, Clock clock) {
        this.people = people;
        this.settings = settings;
        this.clock = clock;
    }

    SecurityContextRepository contexts() {
        return contexts;
    }

    CsrfTokenRepository csrfTokens() {
        return csrfTokens;
    }

    SessionAuthenticationStrategy beginning() {
        return beginning;
    }

    /** Somebody who has just proved who he is; what was believed of him before is older. */
    Authentication proved(Person.Kept kept) {
        people.remember(kept);
        return SignedIn.now(kept, clock.instant());
    }

    /** For whoever has proved who he is elsewhere than in the form for signing in. */
    void begin(Person.Kept kept, HttpServletRequest request, HttpServletResponse response) {
        Authentication signedIn = proved(kept);
        beginning.onAuthentication(signedIn, request, response);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(signedIn);
        SecurityContextHolder.setContext(context);
        contexts.saveContext(context, request, response);
    }

    /** What this session's person may do now; empty where the session is over. */
    Optional<Authentication> goOn(SignedIn session) {
        if (!clock.instant().isBefore(session.since().plus(settings.longest()))) {
            return Optional.empty();
        }
        return people.find(session.personId())
                .filter(kept ->
                        kept.person().isActive() && kept.passwordChangedAt().equals(session.passwordChangedAt()))
                .map(kept -> session.as(kept.person()));
    }

    /** Who this session is now, for whoever stays longer than a request; empty where it is over. */
    public Optional<Identity> now(HttpSession session) {
        try {
            return session.getAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY)
                                    instanceof SecurityContext context
                            && context.getAuthentication() != null
                            && context.getAuthentication().getDetails() instanceof SignedIn signedIn
                    ? goOn(signedIn).map(Access::of)
                    : Optional.empty();
        } catch (IllegalStateException e) {
            LOG.debug("The session was ended", e); // by signing out, or by its age
            return Optional.empty();
        }
    }

    private void live(Authentication signedIn, HttpServletRequest request, HttpServletResponse response) {
        request.getSession()
                .setMaxInactiveInterval(Math.toIntExact(settings.idle().toSeconds()));
    }
}
