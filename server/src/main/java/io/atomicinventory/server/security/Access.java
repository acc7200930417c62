package io.atomicinventory.server.security;

import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import java.security.Principal;
import org.springframework.security.core.Authentication;

/** Who may do what where: the first of the walls. */
public final class Access {
    private Access() {}

    /** @throws IllegalStateException where nobody has signed in: the filters let nobody else through */
    public static Identity of(Principal principal) {
        if (principal instanceof Authentication authentication
                && authentication.getPrincipal() instanceof Identity identity) {
            return identity;
        }
        throw new IllegalStateException("nobody has signed in");
    }

    /** The same whether there is such a store or not: who may not see it is not told. */
    public static void requireStore(Identity identity, String storeId) {
        if (!identity.stores().covers(storeId)) {
            throw ProblemException.foreignStore(identity.name(), storeId);
        }
    }

    public static void require(Identity identity, Permission permission) {
        if (!permission.isOf(identity.role())) {
            throw new ProblemException(
                    ProblemType.FORBIDDEN,
                    "The role " + identity.role().code() + " may not do this: it takes "
                            + String.join(" or ", permission.roleCodes()));
        }
    }
}
