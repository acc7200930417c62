package io.atomicinventory.engine.access;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.InvalidRequestException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who signs in with a password.
 *
 * @param personId as it stands in the books; letters in lower case, and no colon, which is in the names of tokens
 * @param name as others call them
 */
public record Person(String personId, String name, Role role, StoreScope stores, boolean isActive) {
    public static final String ID_RULE =
            "1 to 64 of a-z 0-9 . _ -, beginning with a letter or digit, and not \"admin\"";

    /** The bootstrap token's name in the books. */
    public static final String RESERVED = "admin";

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    public Person {
        if (!isId(personId)) {
            throw new InvalidRequestException("personId: must be " + ID_RULE);
        }
        Identifiers.requireName("name", name);
        AccessToken.requireScope(role, stores);
        if (role == Role.DEVICE) {
            throw new InvalidRequestException("role: a device signs in with a token, not with a password");
        }
    }

    public static boolean isId(String text) {
        return ID.matcher(text).matches() && !text.equals(RESERVED);
    }

    /**
     * As it is kept.
     *
     * @param passwordHash as the caller's encoder made it
     * @param passwordChangedAt whoever signed in before that has to sign in again
     * @param lastSignInAt null until the first
     */
    public record Kept(
            Person person,
            String passwordHash,
            Instant passwordChangedAt,
            String createdBy,
            Instant createdAt,
            @Nullable Instant lastSignInAt) {
        @Override
        public String toString() {
            return person.toString(); // a hash is nobody's business, least of all a log's
        }
    }
}
