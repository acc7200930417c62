package io.atomicinventory.device.terminal;

import io.atomicinventory.device.SaleOutcome;
import io.atomicinventory.device.SyncReport;
import io.atomicinventory.device.TillEvent;
import io.atomicinventory.device.TillStatus;
import io.atomicinventory.device.VoidOutcome;
import io.atomicinventory.device.queue.Entry;
import io.atomicinventory.device.queue.State;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the till says on the terminal. Thread-safe: the background speaks too. */
final class Words {
    /** More often a long synchronisation is not told. */
    private static final Duration PROGRESS = Duration.ofMillis(500);

    private final PrintWriter out;
    private long progressAt = System.nanoTime();
    private boolean isQuiet;

    Words(PrintWriter out) {
        this.out = out;
    }

    synchronized void say(String words) {
        out.println(words);
    }

    synchronized void prompt() {
        out.print("> ");
        out.flush();
    }

    /** While many sales are tried, only the sum of them is of interest. */
    synchronized void quiet(boolean quiet) {
        isQuiet = quiet;
    }

    synchronized void hear(TillEvent event) {
        switch (event) {
            case TillEvent.Reached reached -> say("* The server is there.");
            case TillEvent.Lost lost -> say("* No server: " + lost.why() + ". Sales are kept on disk.");
            case TillEvent.Progress progress -> progress(progress.sent(), progress.left());
            case TillEvent.Waits waits ->
                single("* " + waits.transactionId() + " waits for stock or a manager: " + waits.why());
            case TillEvent.Approved approved ->
                say("* " + approved.transactionId() + " is in the books: " + approved.how());
            case TillEvent.Rejected rejected ->
                say("* " + rejected.transactionId() + " will not be in the books: " + rejected.why());
            case TillEvent.Refused refused ->
                single("* " + refused.transactionId() + " did not happen: " + refused.why());
            case TillEvent.VoidRefused refused ->
                single("* The void of " + refused.transactionId() + " gave nothing back: " + refused.why());
            case TillEvent.Stuck stuck ->
                single("* " + stuck.transactionId() + " is stuck, and stays on disk: " + stuck.problem());
        }
    }

    private void single(String words) {
        if (!isQuiet) {
            say(words);
        }
    }

    private void progress(int sent, int left) {
        long now = System.nanoTime();
        if (left == 0 || now - progressAt > PROGRESS.toNanos()) {
            progressAt = now;
            say("* " + sent + " sent, " + left + " left");
        }
    }

    static String of(String transactionId, SaleOutcome outcome) {
        return switch (outcome) {
            case SaleOutcome.Sold sold ->
                "Sold: " + transactionId + (sold.isReplayed() ? " (before)" : "") + ". Taken: "
                        + sold.items().stream()
                                .map(item ->
                                        item.quantity().toPlainString() + " " + item.unit() + " " + item.ingredient())
                                .collect(Collectors.joining(", "))
                        + String.join(
                                "",
                                sold.warnings().stream()
                                        .map(warning -> "\n  " + warning)
                                        .toList());
            case SaleOutcome.Refused refused -> "Not sold: " + String.join("\n  ", refused.errors());
            case SaleOutcome.Queued queued ->
                "Sold, and kept on disk: " + transactionId + " (" + queued.why() + ")"
                        + String.join(
                                "",
                                queued.warnings().stream()
                                        .map(warning -> "\n  " + warning)
                                        .toList());
        };
    }

    static String of(VoidOutcome outcome) {
        return switch (outcome) {
            case VoidOutcome.Voided voided ->
                "Voided: " + voided.itemsRestored() + " stock items got back what was taken."
                        + String.join(
                                "",
                                voided.warnings().stream()
                                        .map(warning -> "\n  " + warning)
                                        .toList());
            case VoidOutcome.Refused refused -> "Not voided: " + String.join("\n  ", refused.errors());
            case VoidOutcome.Queued queued -> "Voided, and kept on disk (" + queued.why() + ")";
        };
    }

    static String of(SyncReport report) {
        if (report.isElsewhere()) {
            return "Another till of this file is at it; " + report.left() + " are left.";
        }
        String sums = report.settled() + " settled, " + report.waiting() + " wait at the server, " + report.stuck()
                + " stuck, " + report.left() + " left";
        return report.problem() == null ? sums : sums + ": " + report.problem();
    }

    static String of(TillStatus status) {
        return "server: " + (status.problem() == null ? "there" : status.problem())
                + "\non disk, not sent: " + status.kept()
                + (status.oldestUnsent() == null ? "" : ", the oldest of " + status.oldestUnsent())
                + "\nstuck: " + status.stuck()
                + "\nwaiting at the server: " + status.waiting()
                + "\nlast contact: " + (status.lastContact() == null ? "none yet" : status.lastContact())
                + (status.skew() == null || status.skew().isZero()
                        ? ""
                        : "\nthe server's clock is ahead by " + status.skew().toSeconds() + " s");
    }

    static String of(Entry entry) {
        String what = entry.kind() == Entry.Kind.VOID
                ? "void"
                : entry.lines().stream()
                        .map(line -> line.quantity().toPlainString() + " " + line.productId())
                        .collect(Collectors.joining(", "));
        String state =
                entry.state() == State.KEPT ? "on disk" : entry.state().name().toLowerCase(Locale.ROOT);
        return "%-24s %-9s %s%s"
                .formatted(
                        entry.transactionId(),
                        state,
                        what,
                        entry.problem() == null ? "" : " (" + entry.problem() + ")");
    }
}
