package io.atomicinventory.server.signin;

import io.atomicinventory.engine.access.Person;
import io.atomicinventory.server.security.Identity;
import java.time.Instant;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * What a session remembers of its beginning. What its person may do is not in it, but read for each request.
 *
 * @param passwordChangedAt as the database had it: with another password it is not this person's session any more
 */
record SignedIn(String personId, Instant passwordChangedAt, Instant since) {
    static Authentication now(Person.Kept kept, Instant now) {
        return new SignedIn(kept.person().personId(), kept.passwordChangedAt(), now).as(kept.person());
    }

    Authentication as(Person person) {
        UsernamePasswordAuthenticationToken token = UsernamePasswordAuthenticationToken.authenticated(
                new Identity(person.personId(), person.role(), person.stores()), null, List.of());
        token.setDetails(this);
        return token;
    }
}
