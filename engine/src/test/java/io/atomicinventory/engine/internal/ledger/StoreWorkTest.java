package io.atomicinventory.engine.internal.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.engine.deduction.Disposition;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.internal.decide.Command;
import io.atomicinventory.engine.internal.decide.OutcomeData;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
import io.atomicinventory.engine.internal.menu.Catalog;
import io.atomicinventory.engine.internal.menu.Menu;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoreWorkTest {
    private static final Actor ANA = Actor.of("ana");
    private static final Menu MENU = new Menu(new Catalog(1, Map.of()), 1, Map.of());
    private static final Command.Sale SALE =
            Command.Sale.of(origin("direct"), "txn-1", List.of(new SaleItem("coffee", 1)));

    @Test
    void I2_aTryInOneBatchWithTheVoidOfItsSaleIsShownItsEntry() {
        String queueId = Command.Queued.idOf("txn-1");
        Command.Sale attempt = Command.Sale.of(
                        origin(Command.Queued.keyOfTry(queueId, 1)), "txn-1", List.of(new SaleItem("coffee", 1)))
                .from(new Command.Queued(queueId, null, null));
        assertThat(queuedOf(attempt, ofSale())).containsExactly("txn-1");
    }

    @Test
    void whatIsDeductedAlreadyIsVoidedWithoutALookAtTheQueue() {
        assertThat(queuedOf(ofSale())).isEmpty();
    }

    private static Set<String> queuedOf(Command... commands) {
        Request request = new Request("shop", List.of(commands), new Stopwatch(Duration.ofSeconds(10)), null);
        OutcomeRow deducted = new OutcomeRow(
                "direct",
                Command.Operation.DEDUCTION,
                "txn-1",
                OutcomeRow.Result.DONE,
                SALE.requestHash(),
                SALE.itemsHash(),
                new OutcomeData.SaleData(List.of(), List.of(), List.of()),
                1,
                ANA,
                Instant.EPOCH);
        return StoreWork.plan(StoreBatch.of(request), MENU, GroupCommit.Mode.GUESS, Map.of(), Map.of("txn-1", deducted))
                .wanted()
                .queued();
    }

    private static Command ofSale() {
        return Command.Compensation.of(origin("void"), "txn-1", "a mistake", Disposition.RESTOCK, List.of());
    }

    private static Command.Origin origin(String key) {
        return new Command.Origin(key, ANA, 1, null);
    }
}
