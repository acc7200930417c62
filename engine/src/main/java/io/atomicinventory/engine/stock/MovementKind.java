package io.atomicinventory.engine.stock;

import java.util.Locale;

/** Why a quantity changed. */
public enum MovementKind {
    /** The quantity that an item was created with. */
    OPENING,
    /** Quantity 0: the item's rules changed. */
    POLICY,
    DEDUCTION,
    RECEIPT,
    ADJUSTMENT,
    COUNT,
    WASTE,
    COMPENSATION,
    TRANSFER_IN,
    TRANSFER_OUT,
    REVERSAL,
    CORRECTION,
    /** Written by the database for somebody who changed the row without the engine. */
    EXTERNAL;

    /** The name in the database and on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static MovementKind ofCode(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
