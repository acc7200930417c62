package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.Outcome;
import io.atomicinventory.engine.internal.decide.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Requests of one store that are settled together, in the order in which they came. */
record StoreBatch(String storeId, List<Request> requests) {
    static StoreBatch of(Request request) {
        return new StoreBatch(request.storeId(), List.of(request));
    }

    List<Command> commands() {
        List<Command> commands = new ArrayList<>(requests.size());
        requests.forEach(request -> commands.addAll(request.commands()));
        return commands;
    }

    /** The transactions of which something is to be given back. */
    Set<String> voided() {
        Set<String> voided = new TreeSet<>();
        for (Request request : requests) {
            for (Command command : request.commands()) {
                if (command instanceof Command.Compensation compensation) {
                    voided.add(compensation.transactionId());
                }
            }
        }
        return voided;
    }

    /** @param outcomes one for each command */
    void settle(List<Outcome> outcomes) {
        int next = 0;
        for (Request request : requests) {
            int end = next + request.commands().size();
            request.settle(List.copyOf(outcomes.subList(next, end)));
            next = end;
        }
    }

    void fail(RuntimeException why) {
        requests.forEach(request -> request.fail(why));
    }

    /** The time of the request that has most of it. */
    Duration longestLeft() {
        return requests.stream()
                .map(request -> request.stopwatch().left())
                .max(Duration::compareTo)
                .orElseThrow();
    }

    StoreBatch only(Collection<Request> some) {
        return new StoreBatch(storeId, List.copyOf(some));
    }
}
