package io.atomicinventory.engine.access;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.internal.sql.PersonStorage;
import io.atomicinventory.engine.internal.sql.TokenStorage;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * People and tokens. Thread-safe. Each call is a transaction of its own, and throws
 * {@link DatabaseUnavailableException} where the database does not answer.
 */
public final class AccessService {
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
     * The first person of all, who has to be an administrator. Of two at once one is the first.
     *
     * @return false where there are people already
     */
    public boolean addFirstPerson(Person person, String passwordHash, String createdBy) {
        return people.addFirst(person, passwordHash, createdBy);
    }

    /** All but the password. @return false where there is no such person */
    public boolean changePerson(Person person) {
        return people.change(person);
    }

    /** Whoever is signed in has to sign in again. @return false where there is no such person */
    public boolean changePassword(String personId, String passwordHash) {
        return people.changePassword(personId, passwordHash);
    }

    public void signedIn(String personId) {
        people.signedIn(personId);
    }

    public Optional<Person.Kept> person(String personId) {
        return people.find(personId);
    }

    public boolean hasPeople() {
        return people.any();
    }

    /** By id. */
    public Page<Person.Kept> people(@Nullable String after, int limit) {
        return people.list(after, Page.requireLimit(limit));
    }

    /**
     * @param hash 32 bytes
     * @return false where a token of this id exists, revoked or not: an id stands in the books and is not used again
     */
    public boolean addToken(AccessToken token, byte[] hash, String createdBy) {
        return tokens.add(token, hash, createdBy);
    }

    /** Finds a token by the hash of its secret, and notes that it was used, to the minute. */
    public Optional<AccessToken.Kept> useToken(byte[] hash) {
        return tokens.use(hash);
    }

    /** @return the token as it is then; its first revocation is the one that stays. Empty where there is none */
    public Optional<AccessToken.Kept> revokeToken(String tokenId) {
        return tokens.revoke(tokenId);
    }

    public Optional<AccessToken.Kept> token(String tokenId) {
        return tokens.find(tokenId);
    }

    /** By id, with the revoked and the expired. */
    public Page<AccessToken.Kept> tokens(@Nullable String after, int limit) {
        return tokens.list(after, Page.requireLimit(limit));
    }
}
