package io.atomicinventory.device.queue;

import java.time.Duration;

/**
 * Bounds of a till's file.
 *
 * @param maxKept so many sales and voids may wait to be sent; at least 1
 * @param minFreeBytes so much of the disk has to be free to keep one more; 0 or more
 * @param maxFileBytes so large the file may grow; at least 1 MiB
 * @param keepSettled so long a settled sale is still known, for a {@code sell()} or void of it that is repeated
 * @param busyTimeout so long one process waits for the other to write
 */
public record QueueSettings(
        int maxKept, long minFreeBytes, long maxFileBytes, Duration keepSettled, Duration busyTimeout) {
    private static final long MIB = 1024L * 1024;

    public QueueSettings {
        if (maxKept < 1
                || minFreeBytes < 0
                || maxFileBytes < MIB
                || keepSettled.isNegative()
                || busyTimeout.isNegative()
                || busyTimeout.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(
                    "out of bounds: maxKept, minFreeBytes, maxFileBytes, keepSettled or busyTimeout");
        }
    }

    public static QueueSettings defaults() {
        return new QueueSettings(100_000, 64 * MIB, 1024 * MIB, Duration.ofDays(7), Duration.ofSeconds(5));
    }

    public QueueSettings withMaxKept(int kept) {
        return new QueueSettings(kept, minFreeBytes, maxFileBytes, keepSettled, busyTimeout);
    }

    public QueueSettings withMinFreeBytes(long bytes) {
        return new QueueSettings(maxKept, bytes, maxFileBytes, keepSettled, busyTimeout);
    }

    public QueueSettings withMaxFileBytes(long bytes) {
        return new QueueSettings(maxKept, minFreeBytes, bytes, keepSettled, busyTimeout);
    }

    public QueueSettings withKeepSettled(Duration duration) {
        return new QueueSettings(maxKept, minFreeBytes, maxFileBytes, duration, busyTimeout);
    }
}
