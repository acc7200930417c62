package io.atomicinventory.engine.internal.decide;

import static io.atomicinventory.engine.internal.decide.NaiveShelf.text;
import static io.atomicinventory.engine.internal.decide.NaiveShelf.units;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: the rules written a second time and as plainly as can be. One order after the other, no batches, no
 * plan ahead, amounts as whole numbers of 1/10,000, and the stock worked out anew from what happened.
 */
final class NaiveBooks {
    private final NaiveMenu menu;
    private final Map<String, NaiveShelf> shelves = new TreeMap<>();
    private final Map<String, Known> keys = new HashMap<>();
    private final Map<String, Sold> sold = new HashMap<>();
    private final NaiveQueue queue = new NaiveQueue();
    private final Set<String> rejected = new HashSet<>();
    private final Map<String, Made> made = new HashMap<>();
    private Instant now = Instant.MIN;

    NaiveBooks(Scenario scenario) {
        this.menu = new NaiveMenu(scenario);
        for (Scenario.Shelf shelf : scenario.shelves()) {
            shelves.put(shelf.stockId(), new NaiveShelf(shelf));
        }
    }

    static List<Verdict> of(Scenario scenario, NaiveBooks books) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Scenario.Batch batch : scenario.batches()) {
            books.now = batch.at().isAfter(books.now) ? batch.at() : books.now;
            batch.orders().forEach(order -> verdicts.add(books.submit(order)));
        }
        return verdicts;
    }

    /** What is on the shelves now. */
    List<String> shelves() {
        return shelves.values().stream().map(NaiveShelf::describe).toList();
    }

    private Verdict submit(Scenario.Order order) {
        String asked = asked(order);
        Known known = keys.get(order.key());
        if (known != null) {
            if (!known.asked.equals(asked)) {
                return Verdict.unrecorded(
                        "not decided: Idempotency key already used with another request: " + order.key());
            }
            boolean isOwn = known.attempt == order.attempt() && !known.hadBeenDone;
            return Verdict.unrecorded(known.answer.apply(!isOwn));
        }
        return switch (order) {
            case Scenario.SaleOrder sale -> sale(sale);
            case Scenario.VoidOrder ofSale -> giveBack(ofSale);
            case Scenario.BookingOrder booking -> book(booking);
            case Scenario.ReversalOrder reversal -> takeBack(reversal);
        };
    }

    private static String asked(Scenario.Order order) {
        return switch (order) {
            case Scenario.SaleOrder sale -> "sale " + sale.transactionId() + " " + items(sale);
            case Scenario.VoidOrder ofSale ->
                "void " + ofSale.transactionId() + " " + ofSale.isWaste()
                        + ofSale.lines().stream()
                                .map(line -> line.stockId() + " " + units(line.quantity()) + " " + line.isWaste())
                                .sorted()
                                .toList();
            case Scenario.BookingOrder booking ->
                booking.what() + " " + booking.stockId() + " " + units(booking.quantity()) + " " + booking.why() + " "
                        + booking.countedAt();
            case Scenario.ReversalOrder reversal -> "reversal " + reversal.stockId() + " " + reversal.ofKey();
        };
    }

    private static String items(Scenario.SaleOrder sale) {
        return new TreeMap<>(NaiveMenu.products(sale.lines())).toString();
    }

    private Verdict recorded(Scenario.Order order, String outcome, Function<Boolean, String> answer, List<String> did) {
        keys.put(order.key(), new Known(asked(order), order.attempt(), outcome.equals("replayed"), answer));
        return new Verdict(answer.apply(outcome.equals("replayed")), outcome + " " + order.key(), did);
    }

    /** Nobody's clock is ahead of ours. */
    private Instant occurred(@Nullable Instant told) {
        return told == null || told.isAfter(now) ? now : told;
    }

    // Sales

    private Verdict sale(Scenario.SaleOrder order) {
        Sold before = sold.get(order.transactionId());
        if (before != null && before.asked.equals(items(order))) {
            return recorded(order, "replayed", before::answer, List.of());
        }
        if (rejected.contains(order.transactionId())) {
            return refused(
                    order,
                    List.of("TRANSACTION_REJECTED Transaction " + order.transactionId()
                            + " was rejected and is not deducted any more"),
                    List.of());
        }
        List<String> problems = new ArrayList<>();
        if (before != null) {
            problems.add("TRANSACTION_ALREADY_DEDUCTED Transaction " + order.transactionId()
                    + " was already deducted with other items");
        }
        Map<String, NaiveMenu.Need> needs = menu.needs(order.lines(), problems);
        List<String> shortages = new ArrayList<>();
        Instant at = occurred(order.occurredAt());
        problems.addAll(whatTheShelvesSay(needs, at, shortages));
        boolean isOnlyShort = problems.size() == shortages.size();
        if (isOnlyShort && isLate(at)) {
            problems.addFirst("TOO_LATE Sold at " + at + ", more than 72 hours ago: approve or reject it");
            return letWait(order, "pending", "offline for a person", problems, shortages);
        }
        return problems.isEmpty() ? take(order, needs) : refused(order, problems, shortages);
    }

    private Verdict refused(Scenario.SaleOrder order, List<String> problems, List<String> shortages) {
        return recorded(
                order,
                "refused",
                replayed -> "refused " + order.transactionId() + " " + problems + " short of " + shortages
                        + " replayed=" + replayed,
                List.of());
    }

    private boolean isLate(Instant at) {
        return at.isBefore(now.minus(Duration.ofDays(3)));
    }

    private Verdict letWait(
            Scenario.SaleOrder order, String status, String how, List<String> problems, List<String> shortages) {
        NaiveQueue.Entry waiting = queue.of(order.transactionId());
        if (waiting != null && !waiting.asked.equals(items(order))) {
            return refused(
                    order,
                    List.of("TRANSACTION_ALREADY_DEDUCTED Transaction " + order.transactionId()
                            + " waits in the queue with other items"),
                    List.of());
        }
        List<String> did = new ArrayList<>();
        if (waiting == null) {
            var entry = queue.add(new NaiveQueue.Entry(order.transactionId(), items(order), status));
            did.add(entry.describe() + " added " + how + " at " + occurred(order.occurredAt()) + " because "
                    + problems);
        }
        return recorded(
                order,
                "queued",
                replayed -> "queued " + order.transactionId() + " " + problems + " short of " + shortages + " replayed="
                        + replayed,
                did);
    }

    private Verdict take(Scenario.SaleOrder order, Map<String, NaiveMenu.Need> needs) {
        Instant at = occurred(order.occurredAt());
        String when = " at " + at + " for " + order.transactionId();
        Sold sale = new Sold(order.transactionId(), items(order));
        List<String> did = new ArrayList<>();
        needs.forEach((stockId, need) -> {
            NaiveShelf shelf = shelf(stockId);
            NaiveShelf.Event count = shelf.lastCount();
            String amount = text(need.units());
            BigInteger before = shelf.quantity();
            shelf.moves.add(new NaiveShelf.Event(at, need.units().negate()));
            shelf.settle();
            BigInteger after = shelf.quantity();
            Instant countedAt = count != null && !at.isAfter(count.at) ? count.at : null;
            did.add(stockId + ": " + text(before) + " -> " + text(after) + " by "
                    + (countedAt != null ? "correction " + amount + when + ", " : "") + "deduction -" + amount + when);
            if (countedAt != null) {
                sale.warnings.add(
                        stockId + ": the sale was included in the count of " + countedAt + "; the stock is unchanged");
            }
            sale.items.put(stockId, "[" + String.join(", ", need.ingredients) + "]");
            sale.taken.put(stockId, need.units());
            sale.left.put(stockId, need.units());
            sale.lines.add(stockId + " " + sale.items.get(stockId) + " " + amount + " unit of " + stockId + ": "
                    + text(after.add(need.units())) + " -> " + text(after));
            made.put(order.key() + " " + stockId, new Made("deduction", null));
        });
        sold.put(order.transactionId(), sale);
        return recorded(order, "done", sale::answer, did);
    }

    /** @return switched off, then not exact, then short */
    private List<String> whatTheShelvesSay(Map<String, NaiveMenu.Need> needs, Instant at, List<String> shortages) {
        List<String> off = new ArrayList<>();
        Set<String> notExact = new LinkedHashSet<>(); // a reason is said once
        List<String> tooLittle = new ArrayList<>();
        needs.forEach((stockId, need) -> {
            NaiveShelf shelf = shelf(stockId);
            String what = String.join(", ", need.products) + " - " + String.join(", ", need.ingredients) + ": ";
            BigInteger amount = need.units();
            BigInteger have = shelf.quantity().subtract(units(shelf.shelf.held()));
            boolean isEnough = shelf.shelf.allowNegative()
                    ? shelf.quantity().subtract(amount).compareTo(NaiveShelf.MOST.negate()) >= 0
                    : have.compareTo(amount) >= 0;
            if (!need.isExact()) {
                notExact.add("QUANTITY_NOT_EXACT " + what
                        + new BigDecimal(need.amount, 20).stripTrailingZeros().toPlainString()
                        + " needs more than 4 decimals");
            } else if (!shelf.shelf.isActive()) {
                off.add("INACTIVE_ITEM Stock item is switched off: " + stockId + " (" + shelf.shelf.item() + ")");
            } else if (!isEnough && !shelf.wasCountedSince(at)) {
                String text = what + need(amount, have);
                tooLittle.add("INSUFFICIENT_STOCK " + text);
                shortages.add(stockId + " " + text);
            }
        });
        List<String> all = new ArrayList<>(off);
        all.addAll(notExact);
        all.addAll(tooLittle);
        return all;
    }

    private static String need(BigInteger amount, BigInteger have) {
        return "Need " + text(amount) + ", Have " + text(have) + " (Short: " + text(amount.subtract(have)) + ")";
    }

    // Voids

    private Verdict giveBack(Scenario.VoidOrder order) {
        Sold sale = sold.get(order.transactionId());
        NaiveQueue.Entry waiting = queue.of(order.transactionId());
        if (rejected.contains(order.transactionId())) {
            return nothingTaken(order, List.of());
        }
        if (sale == null && waiting != null && waiting.isOpen()) {
            return rejectedByVoid(order, waiting);
        }
        if (sale == null) {
            return Verdict.unrecorded(
                    "unknown: No deduction of transaction " + order.transactionId() + " in store " + Scenario.STORE);
        }
        List<Scenario.VoidLine> lines = new ArrayList<>(order.lines());
        if (lines.isEmpty()) {
            sale.left.forEach(
                    (stockId, left) -> lines.add(new Scenario.VoidLine(stockId, text(left), order.isWaste())));
        }
        for (Scenario.VoidLine line : lines) {
            if (!sale.left.containsKey(line.stockId())) {
                return Verdict.unrecorded("unknown: Transaction " + order.transactionId()
                        + " took nothing of stock item " + line.stockId());
            }
        }
        Map<String, BigInteger> left = new HashMap<>(sale.left);
        Map<String, BigInteger> back = new LinkedHashMap<>(); // what is more on the shelf afterwards
        Map<String, List<String>> moves = new LinkedHashMap<>();
        List<String> given = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (Scenario.VoidLine line : lines) {
            String stockId = line.stockId();
            BigInteger most = left.getOrDefault(stockId, BigInteger.ZERO);
            BigInteger amount = units(line.quantity()).min(most);
            if (units(line.quantity()).compareTo(most) > 0) {
                warnings.add(stockId + ": asked for " + text(units(line.quantity())) + " back, " + text(most)
                        + " was left of " + text(sale.taken.getOrDefault(stockId, BigInteger.ZERO)));
            }
            if (amount.signum() == 0) {
                continue;
            }
            left.put(stockId, most.subtract(amount));
            BigInteger more = back.getOrDefault(stockId, BigInteger.ZERO);
            BigInteger before = shelf(stockId).quantity().add(more);
            more = line.isWaste() ? more : more.add(amount);
            back.put(stockId, more);
            BigInteger after = shelf(stockId).quantity().add(more);
            String when = " at " + now + " for " + order.transactionId();
            List<String> movesOfRow = moves.computeIfAbsent(stockId, id -> new ArrayList<>());
            movesOfRow.add("compensation " + text(amount) + when);
            if (line.isWaste()) {
                movesOfRow.add("waste -" + text(amount) + when);
            }
            given.add(stockId + " " + sale.items.get(stockId) + " " + text(amount) + " unit of " + stockId
                    + (line.isWaste() ? " waste: " : " restock: ") + text(before) + " -> " + text(after));
        }
        for (Map.Entry<String, BigInteger> more : back.entrySet()) {
            NaiveShelf shelf = shelf(more.getKey());
            if (shelf.quantity().add(more.getValue()).compareTo(NaiveShelf.MOST) > 0) {
                return Verdict.unrecorded(
                        "out of bounds: stock item " + more.getKey() + ": the balance would exceed 99999999999.9999");
            }
        }
        if (given.isEmpty()) {
            warnings.add("Transaction " + order.transactionId() + " has nothing left to give back");
        }
        List<String> did = new ArrayList<>();
        back.forEach((stockId, amount) -> {
            NaiveShelf shelf = shelf(stockId);
            String before = text(shelf.quantity());
            shelf.moves.add(new NaiveShelf.Event(now, amount));
            shelf.settle();
            List<String> movesOfRow = moves.getOrDefault(stockId, List.of());
            did.add(stockId + ": " + before + " -> " + text(shelf.quantity()) + " by " + String.join(", ", movesOfRow));
            made.put(order.key() + " " + stockId, new Made(movesOfRow.getLast().split(" ", 2)[0], null));
        });
        sale.left.putAll(left);
        return recorded(
                order,
                "done",
                replayed ->
                        "given back " + order.transactionId() + " " + given + " replayed=" + replayed + " " + warnings,
                did);
    }

    private Verdict nothingTaken(Scenario.VoidOrder order, List<String> did) {
        return recorded(
                order,
                "done",
                replayed -> "given back " + order.transactionId() + " [] replayed=" + replayed + " [Transaction "
                        + order.transactionId()
                        + " was rejected in the queue: nothing had been deducted, and nothing will be]",
                did);
    }

    private Verdict rejectedByVoid(Scenario.VoidOrder order, NaiveQueue.Entry waiting) {
        rejected.add(order.transactionId());
        Verdict verdict = nothingTaken(order, List.of(waiting.settle("rejected", "voided", "void")));
        String row = verdict.row() + " and done queue:" + order.transactionId() + ":reject";
        return new Verdict(verdict.answer(), row, verdict.effects());
    }

    // Receipts, adjustments, waste and counts

    private Verdict book(Scenario.BookingOrder order) {
        NaiveShelf shelf = shelves.get(order.stockId());
        if (shelf == null) {
            return unknownItem(order.stockId());
        }
        Instant at = occurred(order.countedAt());
        if (isLate(at)) {
            return Verdict.unrecorded("out of bounds: countedAt: must be at most 5 minutes ahead and 72 hours back");
        }
        boolean isCount = order.what() == Scenario.What.COUNT;
        BigInteger told = units(order.quantity());
        var event = new NaiveShelf.Event(at, order.what() == Scenario.What.WASTE ? told.negate() : told);
        String kind = order.what().name().toLowerCase(Locale.ROOT);
        String field = switch (order.what()) {
            case RECEIPT, WASTE -> "quantity";
            case ADJUSTMENT -> "quantityChange";
            case COUNT -> "countedQuantity";
        };
        NaiveShelf.Event last = shelf.lastCount();
        boolean isBeforeAnother = isCount && last != null && at.isBefore(last.at);
        Verdict verdict = change(
                order,
                shelf,
                () -> (isCount ? shelf.counts : shelf.moves).add(event),
                field,
                isCount
                        ? (isBeforeAnother ? "a count of before another" : "a count") + " at " + at
                        : kind + " " + text(event.amount) + " at " + at,
                kind + " of " + order.stockId() + (isCount ? "" : " " + text(event.amount)) + " because " + order.why(),
                isBeforeAnother);
        if (verdict.row().startsWith("done")) {
            made.put(order.key() + " " + order.stockId(), new Made(kind, event));
            if (isCount && at.equals(now)) {
                now = now.plus(1, ChronoUnit.MICROS);
            }
        }
        return verdict;
    }

    private Verdict takeBack(Scenario.ReversalOrder order) {
        NaiveShelf shelf = shelves.get(order.stockId());
        if (shelf == null) {
            return unknownItem(order.stockId());
        }
        Made named = made.get(order.ofKey() + " " + order.stockId());
        if (named == null) {
            return Verdict.unrecorded("no such movement");
        }
        NaiveShelf.Event event = named.event;
        if (event == null) {
            return Verdict.unrecorded("not possible: " + named.kind);
        }
        if (named.isTakenBack) {
            return Verdict.unrecorded("not possible: already reversed");
        }
        boolean isCount = shelf.counts.contains(event);
        boolean isUnchanged = isCount ? shelf.lastCount() != event : shelf.wasCountedSince(event.at);
        String back = text(event.amount.negate());
        Verdict verdict = change(
                order,
                shelf,
                () -> (isCount ? shelf.counts : shelf.moves).remove(event),
                "version",
                isCount
                        ? "taking back a count"
                        : (isUnchanged ? "correction " + text(event.amount) + " at " + event.at + ", " : "")
                                + "reversal " + back + " at " + event.at,
                "reversal of " + order.stockId() + (isCount ? "" : " " + back) + " because a mistake",
                isUnchanged);
        if (verdict.row().startsWith("done")) {
            named.isTakenBack = true;
            made.put(order.key() + " " + order.stockId(), new Made("reversal", null));
        }
        return verdict;
    }

    private static Verdict unknownItem(String stockId) {
        return Verdict.unrecorded("not decided: Unknown stock item " + stockId + " in store " + Scenario.STORE);
    }

    /** Changes what happened, sees what is there then, and leaves it at that unless it is too much or too little. */
    private Verdict change(
            Scenario.Order order,
            NaiveShelf shelf,
            Runnable change,
            String field,
            String how,
            String text,
            boolean isUnchanged) {
        NaiveShelf unchanged = shelf.copy();
        BigInteger before = shelf.quantity();
        change.run();
        BigInteger after = shelf.quantity();
        String stockId = shelf.shelf.stockId();
        if (after.abs().compareTo(NaiveShelf.MOST) > 0) {
            shelves.put(stockId, unchanged);
            return Verdict.unrecorded("out of bounds: " + field + ": the balance would exceed 99999999999.9999");
        }
        if (after.compareTo(before) < 0 && after.signum() < 0 && !shelf.shelf.allowNegative()) {
            shelves.put(stockId, unchanged);
            String shortage = title(order) + " - " + shelf.shelf.item() + ": " + need(before.subtract(after), before);
            return recorded(
                    order,
                    "refused",
                    replayed -> "refused [INSUFFICIENT_STOCK " + shortage + "] short of [" + stockId + " " + shortage
                            + "] replayed=" + replayed,
                    List.of());
        }
        shelf.settle();
        return recorded(
                order,
                "done",
                replayed -> "recorded " + text + " replayed=" + replayed + (isUnchanged ? " unchanged" : ""),
                List.of(stockId + ": " + text(before) + " -> " + text(after) + " by " + how));
    }

    private static String title(Scenario.Order order) {
        String name =
                order instanceof Scenario.BookingOrder booking ? booking.what().name() : "REVERSAL";
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    private NaiveShelf shelf(String stockId) {
        NaiveShelf shelf = shelves.get(stockId);
        if (shelf == null) {
            throw new AssertionError("the scenario has no shelf " + stockId);
        }
        return shelf;
    }

    /** @param hadBeenDone under another key, so that the answer is a replay to whomever */
    private record Known(String asked, long attempt, boolean hadBeenDone, Function<Boolean, String> answer) {}

    /** What a key did to a row. */
    private static final class Made {
        final String kind;
        final NaiveShelf.@Nullable Event event; // none where it cannot be taken back
        boolean isTakenBack;

        Made(String kind, NaiveShelf.@Nullable Event event) {
            this.kind = kind;
            this.event = event;
        }
    }

    private static final class Sold {
        final String transactionId;
        final String asked;
        final Map<String, String> items = new LinkedHashMap<>();
        final Map<String, BigInteger> taken = new LinkedHashMap<>();
        final Map<String, BigInteger> left = new LinkedHashMap<>();
        final List<String> lines = new ArrayList<>();
        final List<String> warnings = new ArrayList<>();

        Sold(String transactionId, String asked) {
            this.transactionId = transactionId;
            this.asked = asked;
        }

        String answer(boolean replayed) {
            List<String> all = new ArrayList<>();
            if (replayed) {
                all.add("Request already processed (idempotency)");
                if (!left.equals(taken)) {
                    boolean isAll = left.values().stream().allMatch(amount -> amount.signum() == 0);
                    all.add("Transaction " + transactionId + " was voided" + (isAll ? "" : " in part")
                            + "; nothing was deducted again");
                }
            }
            all.addAll(warnings);
            return "deducted " + transactionId + " " + lines + " replayed=" + replayed + " " + all;
        }
    }
}
