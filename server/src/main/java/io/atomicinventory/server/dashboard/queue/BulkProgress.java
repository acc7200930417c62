package io.atomicinventory.server.dashboard.queue;

import io.atomicinventory.engine.InvalidRequestException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far many decisions are. Between two steps the page keeps it: it is shown, and nothing rests on it. */
record BulkProgress(int done, int alreadyDecided, int notDone, int left) {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,3}),([0-9]{1,3}),([0-9]{1,3})");

    static BulkProgress parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidRequestException("before: is not what the page has sent");
        }
        return new BulkProgress(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                0);
    }

    BulkProgress plus(List<BulkResult> results, int stillLeft) {
        return new BulkProgress(
                done + count(results, BulkResult.Kind.DONE),
                alreadyDecided + count(results, BulkResult.Kind.ALREADY_DECIDED),
                notDone + count(results, BulkResult.Kind.NOT_DONE),
                stillLeft);
    }

    private static int count(List<BulkResult> results, BulkResult.Kind kind) {
        return (int) results.stream().filter(result -> result.kind() == kind).count();
    }

    public int passed() {
        return done + alreadyDecided + notDone;
    }

    public int total() {
        return passed() + left;
    }

    public String text() {
        return done + "," + alreadyDecided + "," + notDone;
    }
}
