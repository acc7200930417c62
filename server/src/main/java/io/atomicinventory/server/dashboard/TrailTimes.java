package io.atomicinventory.server.dashboard;

import io.atomicinventory.engine.catalog.Store;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes times as the store's clocks show them. */
record TrailTimes(ZoneId zone) {
    private static final DateTimeFormatter LONG = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH);

    TrailTimes(Store store) {
        this(store.timezone());
    }

    public String full(@Nullable Instant time) {
        return time == null ? "" : LONG.format(time.atZone(zone));
    }

    public String brief(@Nullable Instant time) {
        return time == null ? "" : SHORT.format(time.atZone(zone));
    }
}
