package io.atomicinventory.engine.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What somebody is there for. What each may do is the server's table. */
public enum Role {
    CASHIER,
    MANAGER,
    ADMIN,
    AUDITOR,
    /** A till: of one store. */
    DEVICE;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> ofCode(String code) {
        return Stream.of(values()).filter(role -> role.code().equals(code)).findFirst();
    }
}
