package io.atomicinventory.engine.internal.ledger;

import io.atomicinventory.engine.internal.decide.Command;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The requests of one store that wait in a lane. Not thread-safe: the lane's lock guards it. */
final class StoreQueue {
    private final String storeId;
    private final Deque<Request> waiting = new ArrayDeque<>();
    private boolean isUnderWay;

    StoreQueue(String storeId) {
        this.storeId = storeId;
    }

    String storeId() {
        return storeId;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether some of its requests are being settled: the next ones wait for these. */
    boolean isUnderWay() {
        return isUnderWay;
    }

    void setUnderWay(boolean underWay) {
        isUnderWay = underWay;
    }

    void add(Request request) {
        waiting.add(request);
    }

    /** Requests from the front up to this weight; at least one, so that a heavy one is not left for ever. */
    List<Request> take(int weight) {
        List<Request> taken = new ArrayList<>();
        takeMore(taken, weight);
        return taken;
    }

    /** Adds requests from the front to what was taken, up to this weight. */
    void takeMore(List<Request> taken, int weight) {
        int left = weight;
        while (!waiting.isEmpty() && (taken.isEmpty() || isNext(taken.getLast(), waiting.getFirst(), left))) {
            Request request = waiting.removeFirst();
            left -= weight(request);
            taken.add(request);
        }
    }

    private static boolean isNext(Request last, Request next, int left) {
        return !last.isByItself() && !next.isByItself() && weight(next) <= left;
    }

    /** What a request costs to settle, roughly: one for each product that it sells. */
    static int weight(Request request) {
        int weight = 0;
        for (Command command : request.commands()) {
            weight += command instanceof Command.Sale sale ? sale.items().size() : 1;
        }
        return weight;
    }

    static int weight(List<Request> requests) {
        return requests.stream().mapToInt(StoreQueue::weight).sum();
    }
}
