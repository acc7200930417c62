package io.atomicinventory.engine.access;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.internal.sql.PersonStorage;
import io.atomicinventory.engine.internal.sql.TokenStorage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * People and tokens. Thread-safe. Each call is a transaction of its own, and throws
 * {@link DatabaseUnavailableException} where the database does not answer. A name that nobody can have is nobody's, and is
 * not an error: it is typed in by strangers.
 */
public final class AccessService {
    public static final int HASH_BYTES = 32;

    private final PersonStorage people;
    private final TokenStorage tokens;

    public AccessService(PersonStorage people, TokenStorage tokens) {
        this.people = people;
        this.tokens = tokens;
    }

    /** @return false where there is such a person already; nothing changes then */
    public boolean addPerson(Person person, String passwordHash, String createdBy) {
        return people.add(person, passwordHash, createdBy);
    }

    /**
     * The first person of all, who has to be an active administrator: nobody else could let others in. Of two at once one
     * is the first.
     *
     * @return false where there are people already
     */
    public boolean addFirstPerson(Person person, String passwordHash, String createdBy) {
        if (person.role() != Role.ADMIN || !person.isActive()) {
            throw new InvalidRequestException("role: the first person is an active admin");
        }
        return people.addFirst(person, passwordHash, createdBy);
    }

    /** All but the password. @return false where there is no such person */
    public boolean changePerson(Person person) {
        return people.change(person);
    }

    /** Whoever is signed in has to sign in again. @return false where there is no such person */
    public boolean changePassword(String personId, String passwordHash) {
        return Person.isId(personId) && people.changePassword(personId, passwordHash);
    }

    public void signedIn(String personId) {
        if (Person.isId(personId)) {
            people.signedIn(personId);
        }
    }

    public Optional<Person.Kept> person(String personId) {
        return Person.isId(personId) ? people.find(personId) : Optional.empty();
    }

    public boolean hasPeople() {
        return people.any();
    }

    /**
     * By id.
     *
     * @param after the {@code next} of the page before
     */
    public Page<Person.Kept> people(@Nullable String after, int limit) {
        requirePosition(after == null || Person.isId(after));
        return people.list(after, Page.requireLimit(limit));
    }

    /**
     * @param hash {@value #HASH_BYTES} bytes
     * @return false where a token of this id exists, revoked or not: an id stands in the books and is not used again; or one
     *     of this hash
     */
    public boolean addToken(AccessToken token, byte[] hash, String createdBy) {
        if (hash.length != HASH_BYTES) {
            throw new InvalidRequestException("hash: must be " + HASH_BYTES + " bytes");
        }
        return tokens.add(token, hash, createdBy);
    }

    /**
     * Finds a token by the hash of its secret, also one that is not valid any more. That a valid one was used is noted, to
     * the minute; what is returned is as it was before.
     */
    public Optional<AccessToken.Kept> useToken(byte[] hash) {
        return tokens.use(hash);
    }

    /** @return the token as it is then; its first revocation is the one that stays. Empty where there is none */
    public Optional<AccessToken.Kept> revokeToken(String tokenId) {
        return Identifiers.isId(tokenId) ? tokens.revoke(tokenId) : Optional.empty();
    }

    public Optional<AccessToken.Kept> token(String tokenId) {
        return Identifiers.isId(tokenId) ? tokens.find(tokenId) : Optional.empty();
    }

    /**
     * By id, with the revoked and the expired.
     *
     * @param after the {@code next} of the page before
     */
    public Page<AccessToken.Kept> tokens(@Nullable String after, int limit) {
        requirePosition(after == null || Identifiers.isId(after));
        return tokens.list(after, Page.requireLimit(limit));
    }

    private static void requirePosition(boolean isPosition) {
        if (!isPosition) {
            throw new InvalidRequestException("after: must be the next of the page before");
        }
    }
}
