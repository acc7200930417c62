package io.atomicinventory.engine.internal.suggest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.atomicinventory.engine.catalog.MappingSuggestion;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StockIndexTest {
    private static List<MappingSuggestion> like(String ingredient, String unit, String... itemsAndUnits) {
        StockIndex.Builder stock = new StockIndex.Builder();
        for (int i = 0; i < itemsAndUnits.length; i += 2) {
            stock.add("s-" + i / 2, itemsAndUnits[i], itemsAndUnits[i + 1]);
        }
        return stock.build().like(ingredient, unit);
    }

    @ParameterizedTest
    @CsvSource({
        "Butter Croissant, 'Croissant, butter', true",
        "Crème brûlée, CREME-BRULEE, true",
        "Croissants, croissant, true",
        "Caramell, Caramel, true",
        "Milk, Oat Milk, true",
        "抹茶, 抹茶 (powder), false",
        "Cup 12oz, Cup 16oz, false",
        "Tea, Ten, false",
        "Salt, Malt, false",
        "Milk, Dark chocolate milk drink powder, false",
        "'!', '?', false"
    })
    void wordsAreLikenedWhateverTheirOrderCaseAndAccents(String ingredient, String item, boolean isSuggested) {
        assertThat(like(ingredient, "piece", item, "piece")).hasSize(isSuggested ? 1 : 0);
    }

    @Test
    void theUnitDecidesBetweenEqualNamesAndTheIdBetweenEqualUnits() {
        assertThat(like("Sugar", "g", "sugar", "bag", "sugar", "liter", "sugar", "kg", "sugar", "g", "sugar", "g"))
                .extracting(MappingSuggestion::stockId, MappingSuggestion::score)
                .containsExactly(
                        tuple("s-2", 100), tuple("s-3", 100), tuple("s-4", 100), tuple("s-0", 95), tuple("s-1", 90));
    }

    @Test
    void atMostFiveAreSuggested() {
        String[] many =
                IntStream.range(0, 20).mapToObj(i -> i % 2 == 0 ? "sugar" : "g").toArray(String[]::new);

        assertThat(like("sugar", "g", many)).hasSize(5);
        assertThat(StockIndex.EMPTY.like("sugar", "g")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "g, g, 1",
        "scoop, Scoop, 1",
        "gram, KG, 0.001",
        "kg, grams, 1000",
        "mg, kg, 0.000001",
        "ml, liter, 0.001",
        "cl, ml, 10",
        "lb, g, 453.59237",
        "oz, lb, 0.0625",
        "pcs., piece, 1",
        "dozen, piece, 12",
        "piece, dozen,",
        "g, oz,",
        "g, ml,",
        "cup, ml,",
        "piece, portion,"
    })
    void aFactorIsSuggestedOnlyWhereItFollowsAndIsExact(String recipeUnit, String stockUnit, BigDecimal factor) {
        assertThat(like("sugar", recipeUnit, "sugar", stockUnit).getFirst().factor())
                .isEqualTo(factor);
    }
}
