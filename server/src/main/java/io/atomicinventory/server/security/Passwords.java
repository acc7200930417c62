package io.atomicinventory.server.security;

import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import java.text.Normalizer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Hashes passwords with Argon2id, few at once: each takes 19 MiB and some ten milliseconds on purpose. Thread-safe.
 *
 * @see <a href="https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html">OWASP</a>
 */
@Component
public class Passwords {
    public static final int SHORTEST = 12;
    public static final int LONGEST = 200;
    public static final String RULE = SHORTEST + " to " + LONGEST + " characters";

    private static final int AT_ONCE = 2;
    private static final int LONGEST_WAIT_SECONDS = 5;

    private final Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2);
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    /** Compared with where there is no such person, so that it takes as long as where there is. */
    private final String nobodys = encoder.encode(TokenSecret.make());

    public static boolean isPassword(String text) {
        int length = text.codePointCount(0, text.length());
        return length >= SHORTEST && length <= LONGEST && !text.isBlank();
    }

    /** @throws ProblemException where too many wait for the same already */
    public String hash(String password) {
        return one(() -> encoder.encode(normal(password)));
    }

    /**
     * @param hash null where there is nobody to compare with; the answer is then no, and takes as long
     * @throws ProblemException where too many wait for the same already
     */
    public boolean matches(String password, @Nullable String hash) {
        boolean isRight = one(() -> encoder.matches(normal(password), hash == null ? nobodys : hash));
        return isRight && hash != null;
    }

    /** Keyboards differ in how they send the same letter. */
    private static String normal(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }

    private <T> T one(Supplier<T> work) {
        try {
            if (!places.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new ProblemException(ProblemType.OVERLOADED, "Too many sign in at this moment: try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.OVERLOADED, "The service is stopping");
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }
}
