package io.atomicinventory.server.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.access.AuditEvent;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalTallyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private final RefusalTally tally = new RefusalTally();

    private static AuditEvent refused(String who, String address, String storeId) {
        return new AuditEvent(
                storeId, NOW, who, "manager", address, "GET /api/v1/stores/{storeId}/stock", "/", 403, "forbidden", 1);
    }

    @Test
    void theFirstIsDueAtOnceAndTheRestTogether() {
        tally.add(refused("token:a", "10.0.0.1", "cebu"));
        assertThat(tally.takeDue(NOW, false)).extracting(AuditEvent::times).containsExactly(1);
        for (int i = 0; i < 9; i++) {
            tally.add(refused("token:a", "10.0.0.1", "cebu"));
        }
        assertThat(tally.takeDue(NOW.plusSeconds(59), false)).isEmpty();
        assertThat(tally.takeDue(NOW.plusSeconds(60), false))
                .extracting(AuditEvent::times)
                .containsExactly(9);
        assertThat(tally.takeDue(NOW.plusSeconds(120), false)).isEmpty();
    }

    @Test
    void I3_whoMakesUpStoresHidesNobodysAttemptsButHisOwn() {
        for (int i = 0; i < 14_000; i++) {
            tally.add(refused("token:a", "10.0.0.1", "made-up-" + i));
        }
        tally.add(refused("token:b", "10.0.0.1", "cebu"));
        List<AuditEvent> due = tally.takeDue(NOW, false);
        assertThat(due).hasSize(52);
        assertThat(due).filteredOn(event -> event.who().equals("token:b")).hasSize(1);
        assertThat(due)
                .filteredOn(event -> event.storeId() == null)
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.who()).isEqualTo("token:a");
                    assertThat(event.times()).isEqualTo(13_950);
                });
        tally.takeDue(NOW.plusSeconds(60), false);
        tally.add(refused("token:a", "10.0.0.1", "cebu"));
        assertThat(tally.takeDue(NOW.plusSeconds(61), false))
                .extracting(AuditEvent::storeId)
                .containsExactly("cebu");
    }

    @Test
    void addressesOfOneNetworkAreOneStranger() {
        for (int i = 0; i < 200; i++) {
            tally.add(refused("", "2001:db8:0:7::" + Integer.toHexString(i), "cebu"));
        }
        assertThat(tally.takeDue(NOW, false)).extracting(AuditEvent::times).containsExactly(200);
    }

    @Test
    void aStrangerWithManyNamesIsOneStranger() {
        for (int i = 0; i < 200; i++) {
            tally.add(new AuditEvent(
                    null, NOW, "person-" + i, "", "10.0.0.1", "POST /sign-in", "/sign-in", 401, "unauthenticated", 1));
        }
        assertThat(tally.takeDue(NOW, false))
                .hasSize(51)
                .filteredOn(event -> event.times() == 150)
                .hasSize(1);
    }
}
