package io.atomicinventory.server.signin;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.engine.access.Person;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.security.Passwords;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;

/** Compares passwords. Who is unknown or switched off is answered as a wrong password is, and takes as long. */
class PasswordProvider implements AuthenticationProvider {
    private final AccessService access;
    private final Passwords passwords;
    private final SignInDelays delays;
    private final Sessions sessions;

    PasswordProvider(AccessService access, Passwords passwords, SignInDelays delays, Sessions sessions) {
        this.access = access;
        this.passwords = passwords;
        this.delays = delays;
        this.sessions = sessions;
    }

    /** As people type it on a phone. */
    static String normal(@Nullable String personId) {
        return personId == null ? "" : personId.strip().toLowerCase(Locale.ROOT);
    }

    /** The id that was typed, where somebody may have it; else empty: it may be a password in the wrong field. */
    static String account(@Nullable String typed) {
        String personId = normal(typed);
        return Person.isId(personId) ? personId : "";
    }

    @Override
    public Authentication authenticate(Authentication typed) {
        String account = account(typed.getName());
        String password = typed.getCredentials() instanceof String text ? text : "";
        String address = typed.getDetails() instanceof WebAuthenticationDetails web ? web.getRemoteAddress() : "";
        var wait = delays.attempt(account, address);
        if (!wait.isZero()) {
            throw new TooManyAttempts(wait);
        }
        try {
            Optional<Person.Kept> kept = account.isEmpty() ? Optional.empty() : access.person(account);
            boolean isRight = passwords.matches(
                    password, kept.map(Person.Kept::passwordHash).orElse(null));
            if (!isRight || kept.isEmpty() || !kept.get().person().isActive()) {
                throw new BadCredentialsException("wrong");
            }
            delays.succeeded(account, address);
            access.signedIn(account);
            return sessions.proved(kept.get());
        } catch (ProblemException | DatabaseUnavailableException e) {
            delays.cameToNothing(account, address);
            throw new AuthenticationServiceException("not decided", e);
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
