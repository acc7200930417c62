package io.atomicinventory.bench.measure;

import io.atomicinventory.bench.subject.Answer;
import io.atomicinventory.bench.subject.Subject;
import io.atomicinventory.bench.workload.Sale;
import io.atomicinventory.bench.workload.SaleStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Callers, each a virtual thread that sends its next sale when the one before is answered. */
public record ClosedLoop(Subject subject, int callers, IntFunction<SaleStream> streams) implements Load {

    @Override
    public void run(Recording recording) throws Exception {
        List<Callable<Void>> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            int caller = i;
            SaleStream stream = streams.apply(caller);
            all.add(() -> call(recording, caller, stream));
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> ended : threads.invokeAll(all)) {
                ended.get();
            }
        }
    }

    @SuppressWarnings("NullAway") // a Callable of Void has nothing but null to return
    private Void call(Recording recording, int caller, SaleStream stream) throws Exception {
        while (!recording.isOver()) {
            Sale sale = stream.next();
            long started = System.nanoTime();
            Answer answer = subject.sell(caller, sale);
            recording.answered(answer, System.nanoTime() - started);
            if (answer != Answer.FAILED) {
                stream.answered(sale);
            }
        }
        return null;
    }
}
