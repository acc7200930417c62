package io.atomicinventory.bench.measure;

import io.atomicinventory.bench.postgres.BenchDatabase;
import io.atomicinventory.bench.subject.Answer;
import io.atomicinventory.bench.subject.Retries;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleConsumer;

/**
 * One load on one subject: a checkpoint, a warm-up that is not counted, and the time that is.
 *
 * @param progress is told the sales per second so far, about twice a second
 */
public record Measurement(Duration warmUp, Duration measured, DoubleConsumer progress) {
    private static final long TICK_MILLIS = 500;

    /** @param lines of a sale that succeeds */
    public Figures of(Load load, BenchDatabase database, int lines, Retries retries) throws Exception {
        try (Probe probe = new Probe(database);
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            probe.checkpoint();
            Recording recording = new Recording();
            Future<?> run = thread.submit(() -> {
                load.run(recording);
                return true;
            });
            try {
                watch(run, warmUp, recording);
                Probe.Reading before = probe.read();
                recording.start();
                watch(run, measured, recording);
                recording.stop();
                Probe.Reading after = probe.read();
                return figures(recording, before, after, lines, retries);
            } finally {
                recording.stop();
                run.get();
            }
        }
    }

    /** Waits, and throws at once where the load has failed. */
    private void watch(Future<?> run, Duration duration, Recording recording) throws Exception {
        long begin = System.nanoTime();
        long end = begin + duration.toNanos();
        for (long left = duration.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
            try {
                run.get(Math.min(left, TICK_MILLIS), TimeUnit.MILLISECONDS);
                throw new IllegalStateException("the load ended before its time");
            } catch (TimeoutException e) {
                progress.accept(recording.decided() * 1e9 / (System.nanoTime() - begin));
            }
        }
    }

    private static Figures figures(
            Recording recording, Probe.Reading before, Probe.Reading after, int lines, Retries retries) {
        double seconds = (after.nanos() - before.nanos()) / 1e9;
        double sales = recording.decided();
        double databaseNanos = before.databaseCpuNanos().isPresent()
                        && after.databaseCpuNanos().isPresent()
                ? after.databaseCpuNanos().getAsLong()
                        - before.databaseCpuNanos().getAsLong()
                : Double.NaN;
        return new Figures(
                sales / seconds,
                (recording.count(Answer.DEDUCTED) + recording.count(Answer.VOIDED)) * lines / seconds,
                recording.latencyMillis(50),
                recording.latencyMillis(99),
                recording.latencyMillis(99.9),
                databaseNanos / 1e6 / sales,
                (after.clientCpuNanos() - before.clientCpuNanos()) / 1e6 / sales,
                (after.walBytes() - before.walBytes()) / sales,
                retries.count(),
                recording.count(Answer.FAILED));
    }
}
