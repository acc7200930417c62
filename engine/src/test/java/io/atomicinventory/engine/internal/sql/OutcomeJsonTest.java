package io.atomicinventory.engine.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.Disposition;
import io.atomicinventory.engine.deduction.Problem;
import io.atomicinventory.engine.deduction.RestoredItem;
import io.atomicinventory.engine.deduction.Shortage;
import io.atomicinventory.engine.internal.decide.Command.Operation;
import io.atomicinventory.engine.internal.decide.GivenBack;
import io.atomicinventory.engine.internal.decide.OutcomeData;
import io.atomicinventory.engine.internal.decide.OutcomeRow.Result;
import io.atomicinventory.engine.internal.plan.Plan;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.MovementKind;
import io.atomicinventory.engine.stock.TransferredLine;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    @Test
    void I6_aVoidIsReadAsItWasWrittenDigitForDigit() {
        OutcomeData.CompensationData ofSale = new OutcomeData.CompensationData(
                List.of(
                        new RestoredItem(
                                "cream",
                                "Cream, Milk",
                                "serving",
                                new BigDecimal("0.0001"),
                                Disposition.RESTOCK,
                                new BigDecimal("-3"),
                                new BigDecimal("-2.9999")),
                        new RestoredItem(
                                "cup",
                                "Cup",
                                "piece",
                                new BigDecimal("1000000"),
                                Disposition.WASTE,
                                new BigDecimal("99999999999.9999"),
                                new BigDecimal("99999999999.9999"))),
                List.of("cup: asked for 2 back"));
        String json = OutcomeJson.write(ofSale);

        assertThat(json)
                .isEqualTo("[[[\"cream\",\"Cream, Milk\",\"serving\",0.0001,\"RESTOCK\",-3,-2.9999],"
                        + "[\"cup\",\"Cup\",\"piece\",1000000,\"WASTE\",99999999999.9999,99999999999.9999]],"
                        + "[\"cup: asked for 2 back\"]]");
        assertThat(OutcomeJson.read(Operation.COMPENSATION, Result.DONE, json)).isEqualTo(ofSale);
    }

    @Test
    void I6_aVoidThatGaveNothingBackIsKeptToo() {
        OutcomeData.CompensationData nothing =
                new OutcomeData.CompensationData(List.of(), List.of("nothing left to give back"));

        assertThat(OutcomeJson.read(Operation.COMPENSATION, Result.DONE, OutcomeJson.write(nothing)))
                .isEqualTo(nothing);
    }

    /** Stock row, how much, how often. */
    @Test
    void I6_whatWasGivenBackIsReadDigitForDigit() {
        assertThat(OutcomeJson.givenBack("[[\"cream\", 99999999999.9999, 12], [\"cup\", 0.0001, 1]]"))
                .isEqualTo(Map.of(
                        "cream", new GivenBack(new BigDecimal("99999999999.9999"), 12),
                        "cup", new GivenBack(new BigDecimal("0.0001"), 1)));
    }

    @ParameterizedTest
    @EnumSource(names = {"RECEIPT", "ADJUSTMENT", "COUNT", "WASTE", "REVERSAL"})
    void I2_aBookingIsReadAsItWasWritten(Operation operation) {
        OutcomeData.MovementData booking = new OutcomeData.MovementData(movement("cream", 7L), List.of("unchanged"));

        assertThat(OutcomeJson.read(operation, Result.DONE, OutcomeJson.write(booking)))
                .isEqualTo(booking);
    }

    @Test
    void I2_aReceiptOfBeforeThereWereWarningsAndReversalsIsStillRead() {
        assertThat(OutcomeJson.read(Operation.RECEIPT, Result.DONE, """
                        {"movement": {"stockId": "cream", "version": 9, "kind": "RECEIPT", "quantityChange": 0.0001,
                          "previousQuantity": -3, "newQuantity": -2.9999, "transactionId": null,
                          "idempotencyKey": "k1", "who": "till-1", "claimedUserId": "ana", "why": "note 7",
                          "occurredAt": "2026-03-04T05:06:07.123456Z", "recordedAt": "2026-03-04T05:06:08Z"}}"""))
                .isEqualTo(new OutcomeData.MovementData(movement("cream", null), List.of()));
    }

    @Test
    void I2_aTransferIsReadAsItWasWritten() {
        OutcomeData.TransferData transfer = new OutcomeData.TransferData(
                "cebu", "davao", List.of(new TransferredLine(movement("cream", null), movement("cream-2", null))));

        assertThat(OutcomeJson.read(Operation.TRANSFER, Result.DONE, OutcomeJson.write(transfer)))
                .isEqualTo(transfer);
    }

    @ParameterizedTest
    @EnumSource
    void I2_aRefusalIsReadAsItWasWrittenWhateverWasRefused(Operation operation) {
        OutcomeData.RefusalData refusal = new OutcomeData.RefusalData(
                List.of(new Problem(Problem.Reason.INSUFFICIENT_STOCK, "Waste - Cream: Need 5, Have 3 (Short: 2)")),
                List.of(new Shortage(
                        "Waste",
                        "Cream",
                        "cream",
                        new BigDecimal("99999999999.9999"),
                        new BigDecimal("-0.0001"),
                        new BigDecimal("100000000000"))));

        assertThat(OutcomeJson.read(operation, Result.REFUSED, OutcomeJson.write(refusal)))
                .isEqualTo(refusal);
    }

    private static Movement movement(String stockId, @Nullable Long reverses) {
        return new Movement(
                stockId,
                9,
                MovementKind.RECEIPT,
                new BigDecimal("0.0001"),
                new BigDecimal("-3"),
                new BigDecimal("-2.9999"),
                null,
                "k1",
                "till-1",
                "ana",
                "note 7",
                Instant.parse("2026-03-04T05:06:07.123456Z"),
                Instant.parse("2026-03-04T05:06:08Z"),
                reverses);
    }
}
