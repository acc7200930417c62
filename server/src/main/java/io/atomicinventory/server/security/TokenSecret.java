package io.atomicinventory.server.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/** The secret of a token: 256 random bits behind a prefix by which scanners of source code know it. */
public final class TokenSecret {
    private static final String PREFIX = "ait_";
    private static final int RANDOM_BYTES = 32;
    /** Base64 without padding. */
    private static final int LENGTH = PREFIX.length() + (RANDOM_BYTES * 8 + 5) / 6;

    private static final SecureRandom RANDOM = new SecureRandom();

    private TokenSecret() {}

    public static String make() {
        byte[] random = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(random);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Whether it could be one: what is not costs no look-up. */
    static boolean isOne(String secret) {
        return secret.length() == LENGTH && secret.startsWith(PREFIX);
    }

    /** What is kept of it. So much randomness needs neither salt nor a slow hash. */
    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
