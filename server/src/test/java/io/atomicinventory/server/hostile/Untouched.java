package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import java.util.Set;

/** What a refused request must leave as it was: the books, the people, the tokens. The audit trail only grows. */
record Untouched(String books, Set<String> audit) {
    private static final String AUDIT =
            "SELECT concat('begin', ',' || string_agg(md5(t::text), ',')) FROM access_audit t";

    static Untouched now(OpenServer server) {
        return new Untouched(HostileCase.books(server), audit(server));
    }

    void require(OpenServer server) {
        assertThat(HostileCase.books(server)).isEqualTo(books);
        assertThat(audit(server).containsAll(audit))
                .as("the audit trail only grows")
                .isTrue();
    }

    private static Set<String> audit(OpenServer server) {
        return Set.of(server.database().value(AUDIT).split(",", -1));
    }
}
