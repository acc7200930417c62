package io.atomicinventory.server.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.server.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** However many ask at once, two reports are made, and one of each store. */
class HealthReportsTest {
    private final AtomicInteger made = new AtomicInteger();
    private final Semaphore begun = new Semaphore(0);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    private final HealthReports reports = new HealthReports(this::look, Duration.ofMillis(100));

    private Optional<HealthReport> look(String storeId) {
        made.incrementAndGet();
        begun.release();
        try {
            mayEnd.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return storeId.equals("nowhere") ? Optional.empty() : Optional.of(HealthReport.of(List.of(), Instant.now()));
    }

    private CompletableFuture<HealthReport> ask(String storeId) {
        return CompletableFuture.supplyAsync(() -> reports.now(storeId), Thread::startVirtualThread);
    }

    private CompletableFuture<HealthReport> askAgain(String storeId) {
        return CompletableFuture.supplyAsync(() -> reports.again(storeId), Thread::startVirtualThread);
    }

    @Test
    void whoeverAsksForAStoreWhoseReportIsInTheMakingGetsThatOne() throws InterruptedException {
        CompletableFuture<HealthReport> first = ask("cebu");
        begun.acquire();
        List<CompletableFuture<HealthReport>> others = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            others.add(ask("cebu"));
            others.add(askAgain("cebu"));
        }
        Thread.sleep(50);
        mayEnd.countDown();

        assertThat(others).allSatisfy(other -> assertThat(other.join()).isSameAs(first.join()));
        assertThat(made).hasValue(1);
        assertThat(reports.now("cebu")).as("the next is new").isNotSameAs(first.join());
        assertThatThrownBy(() -> reports.now("nowhere")).isInstanceOf(ProblemException.class);
    }

    @Test
    void whoeverHasMendedSomethingDoesNotGetAReportThatBeganLongBefore() throws InterruptedException {
        CompletableFuture<HealthReport> first = ask("cebu");
        begun.acquire();
        Thread.sleep(1_001);
        CompletableFuture<HealthReport> again = askAgain("cebu");
        begun.acquire();
        mayEnd.countDown();

        assertThat(again.join()).isNotSameAs(first.join());
    }

    @Test
    void twoAreMadeAtOnce_andWhoeverWaitsTooLongIsToldToComeLater() throws InterruptedException {
        List<CompletableFuture<HealthReport>> underWay = List.of(ask("cebu"), ask("mandaue"));
        begun.acquire(2);
        assertThatThrownBy(() -> reports.now("lapu-lapu"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("Ask again later");
        assertThat(made).hasValue(2);

        mayEnd.countDown();
        assertThat(underWay).allSatisfy(report -> assertThat(report.join()).isNotNull());
        assertThat(reports.now("lapu-lapu")).isNotNull();
    }
}
