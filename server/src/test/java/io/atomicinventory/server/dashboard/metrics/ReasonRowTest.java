package io.atomicinventory.server.dashboard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.server.problem.ProblemType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People read why a sale was not deducted in their own words. */
class ReasonRowTest {
    @ParameterizedTest
    @EnumSource
    void eachRefusalHasPlainWordsOfItsOwn(Problem.Reason reason) {
        ProblemType type = ProblemType.of(reason);
        assertThat(ReasonRow.words(type.slug())).isNotEqualTo(type.slug());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unavailable",
                "version-conflict",
                "overloaded",
                "idempotency-key-in-flight",
                "idempotency-key-reused",
                "not-found"
            })
    void andEachReasonWhyNothingWasDecided(String slug) {
        assertThat(ReasonRow.words(slug)).isNotEqualTo(slug);
    }

    @Test
    void whatNobodyForesawKeepsItsName() {
        assertThat(ReasonRow.of(Map.of("sunspots", 2L)).getFirst().words()).isEqualTo("sunspots");
    }
}
