package io.atomicinventory.engine.internal.decide;

import io.atomicinventory.engine.internal.menu.Menu;
import io.atomicinventory.engine.internal.plan.Demand;
import io.atomicinventory.engine.internal.plan.Plan;
import io.atomicinventory.engine.internal.plan.Planner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command and the stock rows that it needs to see. */
public sealed interface Planned {
    Command command();

    List<String> stockIds();

    /** @param menu null where nothing is sold */
    static List<Planned> plan(String storeId, List<? extends Command> commands, @Nullable Menu menu) {
        List<Planned> planned = new ArrayList<>(commands.size());
        for (Command command : commands) {
            planned.add(
                    switch (command) {
                        case Command.Sale sale -> {
                            if (menu == null) {
                                throw new IllegalStateException("a sale is planned on a menu");
                            }
                            yield new PlannedSale(sale, Planner.plan(storeId, sale.items(), menu));
                        }
                        case Command.Compensation compensation -> new PlannedCompensation(compensation);
                        case Command.Booking booking -> new PlannedBooking(booking);
                        case Command.Reversal reversal -> new PlannedReversal(reversal);
                        case Command.Rejection rejection -> new PlannedRejection(rejection);
                        case Command.Transfer transfer ->
                            throw new IllegalStateException("a transfer is about two stores");
                    });
        }
        return planned;
    }

    record PlannedSale(Command.Sale command, Plan plan) implements Planned {
        @Override
        public List<String> stockIds() {
            return plan.demands().stream().map(Demand::stockId).toList();
        }
    }

    /** Which rows it needs is known when the record of its sale has been read. */
    record PlannedCompensation(Command.Compensation command) implements Planned {
        @Override
        public List<String> stockIds() {
            return List.of();
        }
    }

    record PlannedBooking(Command.Booking command) implements Planned {
        @Override
        public List<String> stockIds() {
            return List.of(command.stockId());
        }
    }

    record PlannedRejection(Command.Rejection command) implements Planned {
        @Override
        public List<String> stockIds() {
            return List.of();
        }
    }

    record PlannedReversal(Command.Reversal command) implements Planned {
        @Override
        public List<String> stockIds() {
            return List.of(command.stockId());
        }
    }
}
