package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.postgresql.util.PasswordUtil;

/** The superuser's password, from which the owner's is derived. It is kept in one file that only we may read. */
final class Secret {

    private static final int RANDOM_BYTES = 32;
    private static final String DERIVATION = "HmacSHA256";
    private static final Base64.Encoder URL_SAFE = Base64.getUrlEncoder().withoutPadding();

    private final String text;

    private Secret(String text) {
        this.text = text;
    }

    static Secret random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        return new Secret(URL_SAFE.encodeToString(bytes));
    }

    static Optional<Secret> read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        // A restored copy may have come back readable for everyone.
        Durable.makePrivate(file);
        String text = Files.readString(file).strip();
        if (text.isEmpty()) {
            throw new EmbeddedDatabaseException(
                    "%s is empty. Put the right file back, or delete it: the next start then sets a new password."
                            .formatted(file));
        }
        return Optional.of(new Secret(text));
    }

    void save(Path file) throws IOException {
        Durable.replace(file, text);
    }

    String text() {
        return text;
    }

    /** Another secret for this purpose. Who has it cannot compute this one, so an owner cannot become superuser. */
    Secret derive(String purpose) {
        try {
            Mac mac = Mac.getInstance(DERIVATION);
            mac.init(new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), DERIVATION));
            return new Secret(URL_SAFE.encodeToString(mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has " + DERIVATION, e);
        }
    }

    /** What PostgreSQL keeps in place of the password. In SQL it does no harm if the statement gets into a log. */
    String verifier() {
        return PasswordUtil.encodeScramSha256(text.toCharArray());
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
