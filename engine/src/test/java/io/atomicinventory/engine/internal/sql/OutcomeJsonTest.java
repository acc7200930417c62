package io.atomicinventory.engine.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.internal.decide.Command.Operation;
import io.atomicinventory.engine.internal.decide.OutcomeData;
import io.atomicinventory.engine.internal.decide.OutcomeRow.Result;
import io.atomicinventory.engine.internal.plan.Plan;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutcomeJsonTest {
    private static final OutcomeData.SaleData SALE = new OutcomeData.SaleData(
            List.of(new Plan.PlannedDish(
                    "croffle",
                    "Caramel \"Croffle\"",
                    new BigDecimal("1000000"),
                    3,
                    List.of(new Plan.PlannedLine(
                            "Cream", "serving", new BigDecimal("0.5"), "cream", new BigDecimal("0.000000000001"))))),
            List.of(new DeductedItem(
                    "cream",
                    "Cream, Milk",
                    "serving",
                    new BigDecimal("0.0001"),
                    new BigDecimal("99999999999.9999"),
                    new BigDecimal("-3"))),
            List.of());

    @Test
    void I2_aSaleIsReadAsItWasWrittenDigitForDigit() {
        String json = OutcomeJson.write(SALE);

        assertThat(json)
                .isEqualTo("[[[\"croffle\",\"Caramel \\\"Croffle\\\"\",1000000,3,"
                        + "[[\"Cream\",\"serving\",0.5,\"cream\",0.000000000001]]]],"
                        + "[[\"cream\",\"Cream, Milk\",\"serving\",0.0001,99999999999.9999,-3]]]");
        assertThat(OutcomeJson.read(Operation.DEDUCTION, Result.DONE, json)).isEqualTo(SALE);
    }

    @Test
    void I2_theWarningsOfASaleAreKeptWhereThereAreAny() {
        OutcomeData.SaleData warned = new OutcomeData.SaleData(SALE.dishes(), SALE.deducted(), List.of("counted"));
        String json = OutcomeJson.write(warned);

        assertThat(json).endsWith("-3]],[\"counted\"]]");
        assertThat(OutcomeJson.read(Operation.DEDUCTION, Result.DONE, json)).isEqualTo(warned);
    }

    @Test
    void I2_whatASaleTookIsReadWithoutWhatWasSold() {
        OutcomeData.SaleData warned = new OutcomeData.SaleData(SALE.dishes(), SALE.deducted(), List.of("counted"));
        for (OutcomeData.SaleData sale : List.of(SALE, warned)) {
            assertThat(OutcomeJson.readForDeciding(Operation.DEDUCTION, Result.DONE, OutcomeJson.write(sale)))
                    .isEqualTo(new OutcomeData.SaleData(List.of(), sale.deducted(), sale.warnings()));
        }
    }

    @Test
    void I2_aSaleThatWasWrittenWithTheNamesOfItsFieldsIsStillRead() {
        assertThat(OutcomeJson.read(Operation.DEDUCTION, Result.DONE, """
                        {"dishes": [{"productId": "croffle", "name": "Caramel \\"Croffle\\"", "quantity": 1000000,
                          "recipeVersion": 3, "lines": [{"ingredient": "Cream", "unit": "serving",
                          "recipeQuantity": 0.5, "stockId": "cream", "factor": 0.000000000001}]}],
                         "deducted": [{"inventoryStockId": "cream", "ingredientName": "Cream, Milk",
                          "unit": "serving", "quantityDeducted": 0.0001, "previousStock": 99999999999.9999,
                          "newStock": -3}]}""")).isEqualTo(SALE);
    }
}
