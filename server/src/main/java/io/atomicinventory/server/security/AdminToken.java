package io.atomicinventory.server.security;

import io.atomicinventory.engine.access.Person;
import io.atomicinventory.server.InventorySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The first administrator's token: from {@code INVENTORY_ADMIN_TOKEN}, or made at the first start and kept in
 * the data folder, readable by its owner only. It is never logged.
 */
@Component
public class AdminToken {
    /** Its name in the books. */
    static final String PRINCIPAL = Person.RESERVED;

    private static final String FILE = "admin-token";
    private static final int RANDOM_BYTES = 32;
    private static final int SHORTEST = 16;

    private final byte[] hash;
    private final @Nullable Path file;
    private @Nullable String madeNow;

    AdminToken(InventorySettings settings) {
        String given = settings.admin().token().strip();
        if (given.isBlank()) {
            this.file = settings.data().dir().toAbsolutePath().normalize().resolve(FILE);
            this.hash = TokenSecret.hash(readOrMake(file));
        } else {
            if (given.length() < SHORTEST || !given.chars().allMatch(letter -> letter > ' ' && letter < 127)) {
                throw new IllegalStateException("INVENTORY_ADMIN_TOKEN must be at least " + SHORTEST
                        + " random characters that are visible ASCII");
            }
            this.file = null;
            this.hash = TokenSecret.hash(given);
        }
    }

    /** Takes the same time for every wrong token. */
    boolean matches(String token) {
        return hasHash(TokenSecret.hash(token));
    }

    boolean hasHash(byte[] other) {
        return MessageDigest.isEqual(hash, other);
    }

    byte[] hash() {
        return hash.clone();
    }

    /** Tells one value from another, and nothing about either. */
    String fingerprint() {
        byte[] label = TokenSecret.hash("fingerprint " + HexFormat.of().formatHex(hash));
        return HexFormat.of().formatHex(label, 0, 4);
    }

    /** Where the token is kept; null where it came from the environment. */
    public @Nullable Path file() {
        return file;
    }

    /** The token itself, once, if this start made it: to be shown on a terminal. */
    public @Nullable String takeMadeNow() {
        String token = madeNow;
        madeNow = null;
        return token;
    }

    private String readOrMake(Path file) {
        try {
            Files.createDirectories(file.getParent());
            boolean isNew = !Files.exists(file);
            if (isNew) {
                make(file);
            }
            String token = Files.readString(file).strip();
            if (token.length() < SHORTEST) {
                throw new IllegalStateException(
                        "The token in " + file + " is cut off: delete the file, and a new one is made");
            }
            madeNow = isNew ? token : null;
            return token;
        } catch (IOException e) {
            throw new UncheckedIOException("The token could not be kept in " + file + ": is the folder writable?", e);
        }
    }

    private static void make(Path file) throws IOException {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        boolean isPosix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = isPosix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try (var channel = Files.newByteChannel(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), ownerOnly)) {
            channel.write(ByteBuffer.wrap((token + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (FileAlreadyExistsException e) {
            throw new IOException("another process is making it", e);
        }
    }
}
