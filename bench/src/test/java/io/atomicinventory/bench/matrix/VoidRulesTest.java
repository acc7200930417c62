package io.atomicinventory.bench.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.bench.measure.Figures;
import io.atomicinventory.bench.subject.SubjectKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class VoidRulesTest {
    private final Results results = new Results();

    @Test
    void baselinesThatReachTheirShareOfTheCeilingCount() {
        measured(SubjectKind.CEILING, 10_000);
        measured(SubjectKind.ROW_BY_ROW, 100);
        measured(SubjectKind.SET_BASED, 400);
        measured(SubjectKind.FUNCTION, 500);

        assertThat(VoidRules.reasons(results)).isEmpty();
    }

    @Test
    void aBaselineThatIsTooSlowToBeHonestMakesTheRunVoid() {
        measured(SubjectKind.CEILING, 10_000);
        measured(SubjectKind.ROW_BY_ROW, 100);
        measured(SubjectKind.SET_BASED, 390);
        measured(SubjectKind.FUNCTION, 490);

        assertThat(VoidRules.reasons(results))
                .containsExactly(
                        "(b) set-based reaches 3.9 % of the hot ceiling; an honest one reaches 4 %",
                        "(c) function reaches 4.9 % of the hot ceiling; an honest one reaches 5 %");
    }

    @Test
    void wrongBooksMakeTheRunVoid() {
        results.addViolations(new Results.Row(Cell.HOT, SubjectKind.ENGINE), List.of("I4: a gap"));

        assertThat(VoidRules.reasons(results))
                .containsExactly("engine, " + Cell.HOT + ": the books are wrong: I4: a gap");
    }

    @Test
    void ratiosAreOfMediansAndUnknownWhereOneWasNotMeasured() {
        measured(SubjectKind.ENGINE, 100);
        measured(SubjectKind.ENGINE, 900);
        measured(SubjectKind.ENGINE, 300);
        measured(SubjectKind.CEILING, 600);

        assertThat(results.ratio(Cell.HOT, SubjectKind.ENGINE, Cell.HOT, SubjectKind.CEILING))
                .isEqualTo(0.5);
        assertThat(results.ratio(Cell.HOT, SubjectKind.ENGINE, Cell.HOT, SubjectKind.FUNCTION))
                .isNaN();
    }

    private void measured(SubjectKind subject, double salesPerSecond) {
        results.add(new Results.Row(Cell.HOT, subject), new Figures(salesPerSecond, 0, 1, 1, 1, 1, 1, 1, 0, 0));
    }
}
