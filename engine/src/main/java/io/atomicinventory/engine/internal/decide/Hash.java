package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.deduction.SaleItem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** A SHA-256 of what was asked for: it tells a retry from another request. */
public final class Hash {
    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Hash ofBytes(byte[] bytes) {
        return new Hash(bytes.clone());
    }

    /** Fields are separated by a character that none of them can have, so that no two lists of fields look alike. */
    public static Hash of(String... fields) {
        return new Hash(sha256().digest(String.join("\n", fields).getBytes(StandardCharsets.UTF_8)));
    }

    /** The same for the same products and quantities, in whatever lines and order they came. */
    public static Hash ofItems(List<SaleItem> summedItems) {
        return of(summedItems.stream()
                .sorted(Comparator.comparing(SaleItem::productId))
                .map(item -> item.productId() + "="
                        + Quantities.plain(item.quantity()).toPlainString())
                .toArray(String[]::new));
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
