package io.atomicinventory.bench.matrix;

import io.atomicinventory.bench.measure.Figures;
import io.atomicinventory.bench.measure.Spread;
import io.atomicinventory.bench.subject.SubjectKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** The figures of every measurement, and what the verifier said after it. Used by one thread. */
public final class Results {
    /** One subject in one cell. */
    public record Row(String cell, SubjectKind subject) {}

    private final Map<Row, List<Figures>> figures = new LinkedHashMap<>();
    private final List<String> violations = new ArrayList<>();

    public void add(Row row, Figures measured) {
        figures.computeIfAbsent(row, key -> new ArrayList<>()).add(measured);
    }

    void addViolations(Row row, List<String> found) {
        found.forEach(violation ->
                violations.add(row.subject().label() + ", " + row.cell() + ": the books are wrong: " + violation));
    }

    public Set<Row> rows() {
        return figures.keySet();
    }

    /** @return {@link Spread#NONE} where it was not measured */
    public Spread spread(Row row, ToDoubleFunction<Figures> figure) {
        return Spread.of(figures.getOrDefault(row, List.of()).stream()
                .mapToDouble(figure)
                .toArray());
    }

    public double median(String cell, SubjectKind subject, ToDoubleFunction<Figures> figure) {
        return spread(new Row(cell, subject), figure).median();
    }

    /** Of the median sales per second; NaN where one of them was not measured. */
    public double ratio(String cell, SubjectKind one, String otherCell, SubjectKind other) {
        return median(cell, one, Figures::salesPerSecond) / median(otherCell, other, Figures::salesPerSecond);
    }

    public List<String> violations() {
        return violations;
    }
}
