package io.atomicinventory.server.access;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.access.Role;
import io.atomicinventory.engine.access.StoreScope;
import io.atomicinventory.server.request.Fields;
import java.util.Arrays;
import java.util.List;

/** Roles and stores on the wire: {@code "*"} is all stores, also those to come. */
final class Scopes {
    private static final String ALL = "*";
    private static final List<String> ROLES =
            Arrays.stream(Role.values()).map(Role::code).toList();

    private Scopes() {}

    static Role role(Fields fields) {
        String code = fields.text("role", ROLES::contains, "one of " + String.join(", ", ROLES));
        return Role.ofCode(code).orElse(Role.CASHIER); // a stand-in: what is wrong is noted
    }

    /** An administrator acts in all stores, whatever is left out; of everybody else it has to be said. */
    static StoreScope stores(Fields fields, Role role) {
        List<String> ids = fields.optionalTexts(
                "stores",
                StoreScope.MAX_STORES,
                id -> id.equals(ALL) || Identifiers.isId(id),
                "store ids, or \"*\" alone for all stores");
        if (ids.isEmpty() && role != Role.ADMIN) {
            fields.wrong("stores", "must be 1 to " + StoreScope.MAX_STORES + " store ids, or [\"*\"] for all stores");
        }
        if (ids.isEmpty() || ids.equals(List.of(ALL))) {
            if (role == Role.DEVICE && !ids.isEmpty()) {
                fields.wrong("stores", "a device belongs to exactly one store");
            }
            return StoreScope.ALL;
        }
        if (role == Role.ADMIN) {
            fields.wrong("stores", "an admin acts in all stores");
        } else if (ids.contains(ALL)) {
            fields.wrong("stores", "\"*\" stands alone");
        } else if (role == Role.DEVICE && ids.stream().distinct().count() != 1) {
            fields.wrong("stores", "a device belongs to exactly one store");
        } else {
            return StoreScope.of(ids);
        }
        return StoreScope.ALL;
    }

    static List<String> view(StoreScope stores) {
        return stores.isAll() ? List.of(ALL) : stores.storeIds();
    }
}
