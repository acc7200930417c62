package io.atomicinventory.server.security;

import io.atomicinventory.engine.access.Role;
import io.atomicinventory.engine.access.StoreScope;
import java.security.Principal;

/**
 * Somebody who has proved who he is.
 *
 * @param name as it stands in the books: a person's id, {@code token:} and a token's id, {@code jwt:} and a subject,
 *     or {@code admin} for the bootstrap token
 */
public record Identity(String name, Role role, StoreScope stores) implements Principal {
    @Override
    public String getName() {
        return name;
    }
}
