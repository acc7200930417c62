package io.atomicinventory.bench.measure;

import io.atomicinventory.bench.subject.Answer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What was answered while it counted. Thread-safe. */
public final class Recording {
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final int DIGITS = 3;

    private final Map<Answer, LongAdder> answers = new EnumMap<>(Answer.class);
    private final Histogram latencies = new ConcurrentHistogram(LONGEST_NANOS, DIGITS);
    private volatile boolean counts;
    private volatile boolean isOver;

    Recording() {
        for (Answer answer : Answer.values()) {
            answers.put(answer, new LongAdder());
        }
    }

    void start() {
        counts = true;
    }

    void stop() {
        counts = false;
        isOver = true;
    }

    boolean isOver() {
        return isOver;
    }

    void answered(Answer answer, long nanos) {
        if (counts) {
            count(answer, 1);
            latencies.recordValue(Math.min(nanos, LONGEST_NANOS));
        }
    }

    /** Sold in bulk, where the latency of one sale means nothing. */
    void sold(int sales) {
        if (counts) {
            count(Answer.DEDUCTED, sales);
        }
    }

    private void count(Answer answer, int number) {
        LongAdder adder = answers.get(answer);
        if (adder != null) {
            adder.add(number);
        }
    }

    long count(Answer answer) {
        LongAdder adder = answers.get(answer);
        return adder == null ? 0 : adder.sum();
    }

    long decided() {
        return count(Answer.DEDUCTED) + count(Answer.VOIDED) + count(Answer.REPLAYED) + count(Answer.REFUSED);
    }

    /** @return NaN where nothing was recorded */
    double latencyMillis(double percentile) {
        return latencies.getTotalCount() == 0 ? Double.NaN : latencies.getValueAtPercentile(percentile) / 1e6;
    }
}
