package io.atomicinventory.server.dashboard;

import io.atomicinventory.engine.catalog.Store;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as the people of a store tell them. */
public record StoreClock(ZoneId zone) {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?Z");
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM, HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm", Locale.ENGLISH);
    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss", Locale.ENGLISH);

    public StoreClock(Store store) {
        this(store.timezone());
    }

    /** A text of the engine with its times as they are here. */
    public String of(String text) {
        return TIME.matcher(text).replaceAll(time -> day(Instant.parse(time.group())));
    }

    /** 14:05. */
    public String minute(Instant time) {
        return MINUTE.format(time.atZone(zone));
    }

    /** 14:05:09. */
    public String second(Instant time) {
        return SECOND.format(time.atZone(zone));
    }

    /** 3 Feb, 14:05. */
    public String day(Instant time) {
        return DAY.format(time.atZone(zone));
    }

    /** 3 Feb 2027, 14:05. */
    public String date(Instant time) {
        return DATE.format(time.atZone(zone));
    }

    /** 3 Feb 2027, 14:05:09; empty where there is none. Public, as all that a template asks; likewise below. */
    public String full(@Nullable Instant time) {
        return time == null ? "" : FULL.format(time.atZone(zone));
    }

    /** 3 Feb, 14:05. */
    public String brief(Instant time) {
        return day(time);
    }
}
