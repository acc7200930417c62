package io.atomicinventory.server.signin;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param idle a session ends when nothing was asked for so long; 1 s to 12 h
 * @param longest whatever is asked, it ends after so long; 1 s to 7 d
 * @param most so many at once, with those of people who only look at a form; 1 to 10,000,000
 */
@ConfigurationProperties("inventory.session")
record SessionSettings(Duration idle, Duration longest, int most) {
    SessionSettings {
        requireWithin("inventory.session.idle", idle, Duration.ofHours(12), "12h");
        requireWithin("inventory.session.longest", longest, Duration.ofDays(7), "7d");
        if (most < 1 || most > 10_000_000) {
            throw new IllegalArgumentException("inventory.session.most must be from 1 to 10000000, and is " + most);
        }
    }

    private static void requireWithin(String name, Duration value, Duration most, String mostInWords) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    name + " must be from 1s to " + mostInWords + ", and is " + value.toMillis() + "ms");
        }
    }
}
