package io.atomicinventory.bench.matrix;

import io.atomicinventory.bench.subject.SubjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** When a run says nothing: the books of somebody are wrong, or a baseline is too slow to be an honest one. */
public final class VoidRules {
    /** Of the hot ceiling. */
    private static final Map<SubjectKind, Double> LEAST = Map.of(
            SubjectKind.ROW_BY_ROW, 0.01,
            SubjectKind.SET_BASED, 0.04,
            SubjectKind.FUNCTION, 0.05);

    private VoidRules() {}

    /** @return why the run is void; empty if it counts */
    public static List<String> reasons(Results results) {
        List<String> reasons = new ArrayList<>(results.violations());
        LEAST.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(least -> {
            double share = results.ratio(Cell.HOT, least.getKey(), Cell.HOT, SubjectKind.CEILING);
            if (share < least.getValue()) {
                reasons.add(String.format(
                        Locale.ROOT,
                        "%s reaches %.1f %% of the hot ceiling; an honest one reaches %.0f %%",
                        least.getKey().label(),
                        share * 100,
                        least.getValue() * 100));
            }
        });
        return reasons;
    }
}
