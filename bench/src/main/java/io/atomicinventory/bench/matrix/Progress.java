package io.atomicinventory.bench.matrix;

import io.atomicinventory.bench.measure.Figures;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * What the terminal shows: one line for each measurement, which lives while it is made. Where nobody watches, the line
 * is written once, at its end. Used by one thread.
 */
public final class Progress {
    private static final int WIDTH = 120;

    private final PrintStream out;
    private final boolean isWatched;
    private final long started = System.nanoTime();
    private int expected;
    private int done;
    private String what = "";

    public Progress(PrintStream out, boolean isWatched) {
        this.out = out;
        this.isWatched = isWatched;
    }

    public void expect(int measurements) {
        expected = measurements;
    }

    public void warmingUp(String subject) {
        what = "warming up: " + subject;
        show("");
    }

    public void begin(String cell, String subject, int repetition) {
        what = String.format(Locale.ROOT, "%2d/%d  %-34s %-15s rep %d", done + 1, expected, cell, subject, repetition);
        show("setting up");
    }

    public void rate(double salesPerSecond) {
        show(String.format(Locale.ROOT, "%,9.0f sales/s", salesPerSecond));
    }

    public void verifying(Figures figures) {
        show(String.format(Locale.ROOT, "%,9.0f sales/s, proving the books", figures.salesPerSecond()));
    }

    public void end(Figures figures, boolean isSound) {
        done++;
        long elapsed = System.nanoTime() - started;
        Duration left = Duration.ofNanos(elapsed / done * (expected - done));
        String line = String.format(
                Locale.ROOT,
                "%s  %,9.0f sales/s  p99 %7.1f ms  %s  %d:%02d left",
                what,
                figures.salesPerSecond(),
                figures.p99Millis(),
                isSound ? "books right" : "BOOKS WRONG",
                left.toMinutes(),
                left.toSecondsPart());
        say(line);
    }

    /** A line that stays. */
    public void say(String line) {
        out.println((isWatched ? "\r" : "") + padded(line));
    }

    private void show(String state) {
        if (isWatched) {
            out.print("\r" + padded(what + "  " + state));
            out.flush();
        }
    }

    private String padded(String line) {
        return isWatched ? String.format("%-" + WIDTH + "s", line) : line;
    }
}
