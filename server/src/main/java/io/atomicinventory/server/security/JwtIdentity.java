package io.atomicinventory.server.security;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.access.Role;
import io.atomicinventory.engine.access.StoreScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who somebody is by the claims of a token, which are believed as they are or not at all. */
final class JwtIdentity {
    private static final String PREFIX = "jwt:";
    private static final String ALL = "*";

    private JwtIdentity() {}

    /** @return null where a claim is missing or wrong */
    static @Nullable Identity of(Map<String, Object> claims, JwtSettings settings) {
        String name = name(claims.get("sub"));
        Role role = role(claims.get(settings.roleClaim()));
        if (name == null || role == null) {
            return null;
        }
        Object claim = claims.get(settings.storesClaim());
        StoreScope stores = claim == null && role == Role.ADMIN ? StoreScope.ALL : stores(claim);
        return stores != null && fits(role, stores) ? new Identity(name, role, stores) : null;
    }

    private static @Nullable String name(@Nullable Object claim) {
        return claim instanceof String subject && Identifiers.isName(subject) && Identifiers.isName(PREFIX + subject)
                ? PREFIX + subject
                : null;
    }

    private static @Nullable Role role(@Nullable Object claim) {
        return claim instanceof String code ? Role.ofCode(code).orElse(null) : null;
    }

    /** All stores are {@code "*"}, or that alone in an array, since some providers can only make arrays. */
    private static @Nullable StoreScope stores(@Nullable Object claim) {
        if (ALL.equals(claim) || List.of(ALL).equals(claim)) {
            return StoreScope.ALL;
        }
        if (!(claim instanceof List<?> list) || list.isEmpty() || list.size() > StoreScope.MAX_STORES) {
            return null;
        }
        List<String> storeIds = new ArrayList<>();
        for (Object element : list) {
            if (!(element instanceof String storeId) || !Identifiers.isId(storeId)) {
                return null;
            }
            storeIds.add(storeId);
        }
        return StoreScope.of(storeIds);
    }

    /** The rule of {@link io.atomicinventory.engine.access.AccessToken}. */
    private static boolean fits(Role role, StoreScope stores) {
        return switch (role) {
            case DEVICE -> stores.storeIds().size() == 1;
            case ADMIN -> stores.isAll();
            case CASHIER, MANAGER, AUDITOR -> true;
        };
    }
}
