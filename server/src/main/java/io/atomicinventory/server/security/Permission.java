package io.atomicinventory.server.security;

import io.atomicinventory.engine.access.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What operations ask for, and which roles have it. An administrator may do everything. */
public enum Permission {
    /** The books themselves record every sale and everything that is queued, with its principal. */
    SELL(false, Role.CASHIER, Role.MANAGER, Role.DEVICE),
    /** A till sends what it kept; nobody decides anything. */
    SYNC(false, Role.MANAGER, Role.DEVICE),
    SEE(false, Role.CASHIER, Role.MANAGER, Role.AUDITOR, Role.DEVICE),
    REVIEW(false, Role.MANAGER, Role.AUDITOR),
    DECIDE(true, Role.MANAGER),
    /** A till's voids follow its sales. */
    VOID(true, Role.MANAGER, Role.DEVICE),
    BOOK(true, Role.MANAGER),
    MAP(true, Role.MANAGER),
    /** Much at once leaves the house. */
    EXPORT(true, Role.MANAGER, Role.AUDITOR),
    AUDIT(true, Role.AUDITOR),
    /** Stores, products, stock items, imports. */
    SET_UP(true),
    /** People and tokens. */
    ADMINISTER(true);

    private final boolean isAudited;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot be changed
    private final Set<Role> roles;

    Permission(boolean isAudited, Role... roles) {
        this.isAudited = isAudited;
        this.roles = Set.copyOf(EnumSet.of(Role.ADMIN, roles));
    }

    public boolean isOf(Role role) {
        return roles.contains(role);
    }

    /** Whether each use is recorded in the audit trail. Refusals always are. */
    public boolean isAudited() {
        return isAudited;
    }

    /** Their words, for a refusal. */
    List<String> roleCodes() {
        return Arrays.stream(Role.values()).filter(this::isOf).map(Role::code).toList();
    }
}
