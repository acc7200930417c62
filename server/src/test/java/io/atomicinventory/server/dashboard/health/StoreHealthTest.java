package io.atomicinventory.server.dashboard.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All who look at a store within ten seconds see one report, and whoever asks again sees a new one. */
class StoreHealthTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static StoreHealth health() {
        return SERVER.bean("storeHealth", StoreHealth.class);
    }

    @Test
    void manyWhoLookAtOnceShareAReport_andWhoeverAsksAgainGetsANewOne() {
        String store = Shops.open(SERVER.cafe());
        List<CompletableFuture<HealthReport>> looks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            looks.add(CompletableFuture.supplyAsync(() -> health().now(store), Thread::startVirtualThread));
        }
        HealthReport report = health().now(store);
        assertThat(looks).allSatisfy(look -> assertThat(look.join()).isSameAs(report));

        HealthReport again = health().again(store);
        assertThat(again.timestamp()).isAfter(report.timestamp());
        assertThat(health().now(store)).isSameAs(again);
    }

    @Test
    void eachStoreHasItsOwn_andWhatIsNotThereIsAskedForEachTime() {
        String one = Shops.open(SERVER.cafe());
        String other = Shops.open(SERVER.cafe());
        assertThat(health().now(one)).isNotSameAs(health().now(other));

        assertThatThrownBy(() -> health().now("not-open-yet")).isInstanceOf(ProblemException.class);
        SERVER.cafe().store("not-open-yet");
        assertThat(health().now("not-open-yet").checks()).isNotEmpty();
    }
}
