package io.atomicinventory.server.signin;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * @param idle a session ends when nothing was asked for so long; 1 s to 12 h
 * @param longest whatever is asked, it ends after so long; 1 s to 7 d
 */
@ConfigurationProperties("inventory.session")
record SessionSettings(Duration idle, Duration longest) {
    SessionSettings {
        requireWithin("inventory.session.idle", idle, Duration.ofHours(12), "12h");
        requireWithin("inventory.session.longest", longest, Duration.ofDays(7), "7d");
    }

    private static void requireWithin(String name, Duration value, Duration most, String mostInWords) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    name + " must be from 1s to " + mostInWords + ", and is " + value.toMillis() + "ms");
        }
    }
}
