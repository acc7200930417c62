package io.atomicinventory.bench.measure;

import io.atomicinventory.bench.subject.Answer;
import io.atomicinventory.bench.subject.Subject;
import io.atomicinventory.bench.workload.Sale;
import io.atomicinventory.bench.workload.SaleStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Sales that arrive whether or not the ones before are answered (Poisson). Latency counts from the intended moment, so
 * a pause of the subject is felt by everybody who would have come in it.
 *
 * @param perSecond the mean rate
 */
public record OpenLoop(Subject subject, double perSecond, SaleStream stream) implements Load {
    /** A subject that does not keep up must not fill the memory; who waits here is late, and is counted as late. */
    private static final int MOST_UNDER_WAY = 10_000;

    @Override
    public void run(Recording recording) throws Exception {
        Semaphore room = new Semaphore(MOST_UNDER_WAY);
        SplittableRandom random = new SplittableRandom(1);
        Queue<Future<?>> underWay = new ArrayDeque<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long intended = System.nanoTime();
            for (int caller = 0; !recording.isOver(); caller++) {
                intended += (long) (-Math.log(1 - random.nextDouble()) / perSecond * 1e9);
                await(intended);
                room.acquire();
                Sale sale = stream.next();
                long due = intended;
                int number = caller;
                underWay.add(threads.submit(() -> {
                    try {
                        Answer answer = subject.sell(number, sale);
                        recording.answered(answer, System.nanoTime() - due);
                    } finally {
                        room.release();
                    }
                    return answered();
                }));
                endedOnes(underWay);
            }
        }
        for (Future<?> last : underWay) {
            last.get();
        }
    }

    private static boolean answered() {
        return true;
    }

    private static void await(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void endedOnes(Queue<Future<?>> underWay) throws Exception {
        for (Future<?> first = underWay.peek(); first != null && first.isDone(); first = underWay.peek()) {
            underWay.remove().get();
        }
    }
}
