package io.atomicinventory.engine.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.atomicinventory.engine.AtomicInventory;
import io.atomicinventory.engine.EngineMetrics;
import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.stock.ReceiptRequest;
import io.atomicinventory.engine.testing.FaultyDataSource.When;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A node with a wire, a pool and metrics of its own. Its lane can be stopped, so that whatever comes meanwhile meets
 * in one batch.
 */
public final class StoppableNode implements AutoCloseable {
    private static final int LONGEST_SECONDS = 30;

    private final TcpProxy wire;
    private final FaultyDataSource faulty;
    private final HikariDataSource pool;
    private final AtomicInventory engine;
    private final List<Commit> commits = new CopyOnWriteArrayList<>();
    private final List<String> retries = new CopyOnWriteArrayList<>();

    /** What one commit of a lane has settled. */
    public record Commit(int stores, int commands) {}

    public StoppableNode(TestDatabase database, EngineSettings settings) throws IOException {
        URI url = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        wire = new TcpProxy(url.getPort());
        PGSimpleDataSource driver = new PGSimpleDataSource();
        driver.setUrl("jdbc:postgresql://127.0.0.1:" + wire.port() + url.getPath());
        driver.setUser(TestDatabase.OWNER);
        driver.setPassword(TestDatabase.PASSWORD);
        faulty = new FaultyDataSource(driver);
        HikariConfig config = new HikariConfig();
        config.setDataSource(faulty.dataSource());
        config.setMaximumPoolSize(16);
        config.setMinimumIdle(1);
        pool = new HikariDataSource(config);
        engine = AtomicInventory.on(pool)
                // What is planned to go wrong happens to a request, and not to the figures.
                .settings(settings.withFiguresInterval(Duration.ofHours(1)))
                .metrics(new Recorder())
                .open();
    }

    public AtomicInventory engine() {
        return engine;
    }

    public TcpProxy wire() {
        return wire;
    }

    public FaultyDataSource faulty() {
        return faulty;
    }

    /**
     * What its lanes have committed, when it is so much: they tell it after they have answered. Without what went
     * aside; a stop counts as one commit of one command.
     */
    public List<Commit> commits(int number) {
        Blocked.await("commits", () -> commits.size() >= number);
        return List.copyOf(commits);
    }

    /** Each try that wrote nothing: its store and why. */
    public List<String> retries() {
        return retries;
    }

    /** Nothing has been recorded yet. */
    public void forget() {
        commits.clear();
        retries.clear();
    }

    /** The writer of the only lane stands behind its commit until this is closed. */
    public Stop stop() throws InterruptedException {
        Stop stop = new Stop();
        faulty.atCommit(When.AFTER, connection -> stop.here());
        ReceiptRequest nothing =
                new ReceiptRequest("nowhere", "nothing", BigDecimal.ONE, null, Cafe.ANA, "stop-" + System.nanoTime());
        CompletableFuture<?> stopping =
                CompletableFuture.supplyAsync(() -> engine.stock().receive(nothing), Thread::startVirtualThread);
        if (!stop.reached.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the lane did not come to its commit: " + stopping);
        }
        return stop;
    }

    public static final class Stop implements AutoCloseable {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);

        private void here() throws InterruptedException {
            reached.countDown();
            if (!over.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("stopped for ever");
            }
        }

        @Override
        public void close() {
            over.countDown();
        }
    }

    /** A caller on a thread of its own. */
    public static final class Caller<T> {
        private final CompletableFuture<T> answer = new CompletableFuture<>();
        private final Thread thread;

        private Caller(Callable<T> call) {
            thread = Thread.ofPlatform().daemon().unstarted(() -> {
                try {
                    answer.complete(call.call());
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
        }

        /** Begins, and returns when it waits (or has its answer). */
        public static <T> Caller<T> waiting(Callable<T> call) {
            Caller<T> caller = new Caller<>(call);
            caller.thread.start();
            Blocked.await("a caller that waits", () -> caller.isDone() || caller.isParked());
            return caller;
        }

        private boolean isParked() {
            return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
        }

        public boolean isDone() {
            return answer.isDone();
        }

        public void interrupt() {
            thread.interrupt();
        }

        /** Nobody waits for ever. */
        public T answer() throws Exception {
            return answer.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public void close() throws IOException {
        pool.close();
        wire.close();
    }

    private final class Recorder implements EngineMetrics {
        @Override
        public void committed(int stores, int commands) {
            commits.add(new Commit(stores, commands));
        }

        @Override
        public void retried(String storeId, String reason) {
            retries.add(storeId + " " + reason);
        }
    }
}
