package io.atomicinventory.device.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What became of a call. */
public sealed interface Reply {

    /**
     * The service answered, in its own words.
     *
     * @param isReplayed an earlier request had decided it
     */
    record Answered(int status, JsonNode body, boolean isReplayed) implements Reply {
        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * There was no answer of the service; what it has done is not known.
     *
     * @param isOverloaded it answered that it has too much to do
     * @param retryAfter what it asked to wait; null where it did not
     */
    record Unreached(
            String why, boolean isOverloaded, @Nullable Duration retryAfter) implements Reply {}

    /** The end of a problem's type, such as {@code insufficient-stock}; empty where there is none. */
    static String slug(JsonNode body) {
        String type = body.path("type").asString("");
        return type.substring(type.lastIndexOf(':') + 1);
    }

    /** The texts of a member: {@code errors}, {@code warnings}. */
    static List<String> texts(JsonNode body, String member) {
        List<String> texts = new ArrayList<>();
        body.path(member).forEach(text -> texts.add(text.asString("")));
        return texts;
    }

    /** What a problem says, in one line. */
    static String problem(int status, JsonNode body) {
        String detail = body.path("detail").asString("");
        return detail.isBlank() ? "the server answered " + status : detail;
    }
}
