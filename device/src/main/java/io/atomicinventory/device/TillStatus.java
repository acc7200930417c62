package io.atomicinventory.device;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a till is.
 *
 * @param kept sales and voids on disk that were not sent, or whose outcome is not known
 * @param stuck that the server cannot take as they are
 * @param waiting in the server's queue
 * @param oldestUnsent when the oldest of the first two happened, by the device's clock; null where there is none
 * @param lastContact when the server last answered since this till was opened; null where it has not
 * @param skew how far the server's clock is ahead; null where that is not known
 * @param problem why the server is out of reach; null where it is not
 */
public record TillStatus(
        int kept,
        int stuck,
        int waiting,
        @Nullable Instant oldestUnsent,
        @Nullable Instant lastContact,
        @Nullable Duration skew,
        @Nullable String problem) {}
