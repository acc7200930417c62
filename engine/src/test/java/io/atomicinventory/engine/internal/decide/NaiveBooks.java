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
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The oracle: the rules written a second time and as plainly as can be. One order after the other, no batches, no
 * plan ahead, amounts as whole numbers of 1/10,000, and the stock worked out anew from what happened.
 */
final class NaiveBooks {
    private final NaiveMenu menu;
    private final Scenario.OnShortage onShortage;
    private final Map<String, NaiveShelf> shelves = new TreeMap<>();
    private final Map<String, Known> keys = new HashMap<>();
    private final Map<String, Sold> sold = new HashMap<>();
    private final NaiveQueue queue = new NaiveQueue();
    private final Set<String> rejected = new HashSet<>();
    private final Map<String, Made> made = new HashMap<>();
    private Instant now = Instant.MIN;

    NaiveBooks(Scenario scenario) {
        this.menu = new NaiveMenu(scenario);
        this.onShortage = scenario.onShortage();
        for (Scenario.Waiting sale : scenario.waiting()) {
            queue.add(new NaiveQueue.Entry(
                    sale.transactionId(), sale.lines(), sale.occurredAt(), Scenario.QUEUED_AT, "pending"));
        }
        for (Scenario.Shelf shelf : scenario.shelves()) {
            shelves.put(shelf.stockId(), new NaiveShelf(shelf));
        }
    }

    static List<Verdict> of(Scenario scenario, NaiveBooks books) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Scenario.Batch batch : scenario.batches()) {
            books.now = batch.at().isAfter(books.now) ? batch.at() : books.now;
            if (batch.looks()) {
                books.queue.look();
            }
            batch.orders().forEach(order -> verdicts.add(books.submit(order)));
        }
        return verdicts;
    }

    /** What is on the shelves now. */
    List<String> shelves() {
        return shelves.values().stream().map(NaiveShelf::describe).toList();
    }

    private Verdict submit(Scenario.Order order) {
        return switch (order) {
            case Scenario.SaleOrder sale -> {
                Sale direct = new Sale(
                        new Request(sale.key(), sale.attempt(), asked(sale.transactionId(), sale.lines())),
                        sale.transactionId(),
                        sale.occurredAt(),
                        sale.lines(),
                        null);
                yield once(direct.request, () -> sale(direct));
            }
            case Scenario.VoidOrder ofSale -> once(request(ofSale), () -> giveBack(ofSale));
            case Scenario.BookingOrder booking -> once(request(booking), () -> book(booking));
            case Scenario.ReversalOrder reversal -> once(request(reversal), () -> takeBack(reversal));
            case Scenario.QueueOrder ofQueue -> ofQueue(ofQueue);
        };
    }

    private Verdict once(Request request, Supplier<Verdict> decision) {
        Known known = keys.get(request.key);
        if (known == null) {
            return decision.get();
        }
        if (!known.request.asked.equals(request.asked)) {
            return Verdict.unrecorded("not decided: Idempotency key already used with another request: " + request.key);
        }
        boolean isOwn = known.request.attempt == request.attempt && !known.hadBeenDone;
        return Verdict.unrecorded(known.answer.apply(!isOwn));
    }

    private static Request request(Scenario.Order order) {
        return new Request(order.key(), order.attempt(), asked(order));
    }

    private static String asked(Scenario.Order order) {
        return switch (order) {
            case Scenario.SaleOrder sale -> asked(sale.transactionId(), sale.lines());
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
            case Scenario.QueueOrder ofQueue -> throw new AssertionError("has a key for each attempt");
        };
    }

    private static String asked(String transactionId, List<Scenario.Line> lines) {
        return "sale " + transactionId + " " + NaiveMenu.items(lines);
    }

    private Verdict recorded(Scenario.Order order, String outcome, Function<Boolean, String> answer, List<String> did) {
        return recorded(request(order), outcome, answer, did);
    }

    private Verdict recorded(Request request, String outcome, Function<Boolean, String> answer, List<String> did) {
        keys.put(request.key, new Known(request, outcome.equals("replayed"), answer));
        return new Verdict(answer.apply(outcome.equals("replayed")), outcome + " " + request.key, did);
    }

    /** Nobody's clock is ahead of ours. */
    private Instant occurred(@Nullable Instant told) {
        return told == null || told.isAfter(now) ? now : told;
    }

    // Sales

    private Verdict sale(Sale sale) {
        Sold before = sold.get(sale.transactionId);
        NaiveQueue.Entry entry = queue.of(sale.transactionId);
        if (before != null && before.items.equals(sale.items())) {
            List<String> did = sale.say != null && entry != null && entry.isOpen()
                    ? List.of(entry.settle("approved", "already_deducted", sale.note()))
                    : List.of();
            return recorded(sale.request, "replayed", before::answer, did);
        }
        if (rejected.contains(sale.transactionId)) {
            return refused(
                    sale,
                    List.of("TRANSACTION_REJECTED Transaction " + sale.transactionId
                            + " was rejected and is not deducted any more"),
                    List.of());
        }
        List<String> problems = new ArrayList<>();
        if (before != null) {
            problems.add("TRANSACTION_ALREADY_DEDUCTED Transaction " + sale.transactionId
                    + " was already deducted with other items");
        }
        Map<String, NaiveMenu.Need> needs = menu.needs(sale.lines, problems);
        List<String> shortages = new ArrayList<>();
        Instant at = occurred(sale.soldAt);
        problems.addAll(whatTheShelvesSay(needs, at, shortages));
        if (problems.size() > shortages.size()) {
            return refused(sale, problems, shortages);
        }
        if (!sale.isApproved()
                && at.isBefore((sale.say == null ? now : entryOf(sale).toldAt).minus(Duration.ofDays(3)))) {
            problems.addFirst("TOO_LATE Sold at " + at + ", more than 72 hours ago: approve or reject it");
            return sale.say == null
                    ? letWait(sale, "pending", "offline for a person", problems, shortages)
                    : new Verdict(
                            waits(sale, problems, shortages, false),
                            Verdict.NOTHING,
                            List.of(entryOf(sale).failed(" for a person", problems)));
        }
        if (problems.isEmpty() || sale.isApproved()) {
            return take(sale, needs, problems, shortages);
        }
        return switch (sale.say == null ? onShortage : Scenario.OnShortage.REFUSE) {
            case REFUSE -> refused(sale, problems, shortages);
            case QUEUE -> letWait(sale, "insufficient_stock", "insufficient_stock", problems, shortages);
            case ALLOW -> take(sale, needs, problems, shortages);
        };
    }

    private NaiveQueue.Entry entryOf(Sale sale) {
        return Objects.requireNonNull(queue.of(sale.transactionId));
    }

    private Verdict refused(Sale sale, List<String> problems, List<String> shortages) {
        Function<Boolean, String> answer = replayed ->
                "refused " + sale.transactionId + " " + problems + " short of " + shortages + " replayed=" + replayed;
        if (sale.say == null) {
            return recorded(sale.request, "refused", answer, List.of());
        }
        NaiveQueue.Entry entry = entryOf(sale);
        boolean isShort = problems.size() == shortages.size();
        if (sale.isApproved() || !entry.isOpen() || (isShort && entry.status.equals("insufficient_stock"))) {
            return Verdict.unrecorded(answer.apply(false));
        }
        if (isShort) {
            return recorded(sale.request, "refused", answer, List.of(entry.foundShort(problems)));
        }
        if (entry.failures > 0) {
            return new Verdict(answer.apply(false), Verdict.NOTHING, List.of(entry.failed("", problems)));
        }
        entry.attempt++;
        return recorded(sale.request, "refused", answer, List.of(entry.failed("", problems)));
    }

    private boolean isLate(Instant at) {
        return at.isBefore(now.minus(Duration.ofDays(3)));
    }

    private Verdict letWait(Sale sale, String status, String how, List<String> problems, List<String> shortages) {
        NaiveQueue.Entry waiting = queue.of(sale.transactionId);
        if (waiting != null && !waiting.items.equals(sale.items())) {
            List<String> all = new ArrayList<>(problems);
            all.addFirst("TRANSACTION_ALREADY_DEDUCTED Transaction " + sale.transactionId
                    + " waits in the queue with other items");
            return refused(sale, all, shortages);
        }
        List<String> did = new ArrayList<>();
        if (waiting == null) {
            Instant at = occurred(sale.soldAt);
            did.add(queue.add(new NaiveQueue.Entry(sale.transactionId, sale.lines, at, now, status))
                    .added(how, problems));
        }
        return recorded(sale.request, "queued", replayed -> waits(sale, problems, shortages, replayed), did);
    }

    private String waits(Sale sale, List<String> problems, List<String> shortages, boolean replayed) {
        String text =
                "queued " + sale.transactionId + " " + problems + " short of " + shortages + " replayed=" + replayed;
        Sold done = sold.get(sale.transactionId);
        if (replayed && rejected.contains(sale.transactionId)) {
            return text + " [Transaction " + sale.transactionId + " was rejected; nothing was deducted]";
        }
        return replayed && done != null && done.isVoided() ? text + " [" + done.voided() + "]" : text;
    }

    /** @param problems what it is short of, all the same */
    private Verdict take(Sale sale, Map<String, NaiveMenu.Need> needs, List<String> problems, List<String> shortages) {
        Instant at = occurred(sale.soldAt);
        String when = " at " + at + " for " + sale.transactionId;
        Map<String, BigInteger> amounts = new LinkedHashMap<>();
        Set<String> below = new HashSet<>();
        for (Map.Entry<String, NaiveMenu.Need> need : needs.entrySet()) {
            NaiveShelf shelf = shelf(need.getKey());
            BigInteger amount = need.getValue().units();
            boolean isCounted = shelf.wasCountedSince(at) && shelf.holds(amount);
            if (!isCounted && !shelf.isEnough(amount)) {
                if (sale.say == Scenario.Say.APPROVE_WHAT_IS_THERE) {
                    amount = shelf.available().max(BigInteger.ZERO);
                } else {
                    below.add(need.getKey());
                }
            }
            if (!isCounted && shelf.quantity().subtract(amount).compareTo(NaiveShelf.MOST.negate()) < 0) {
                return refused(sale, problems, shortages);
            }
            amounts.put(need.getKey(), amount);
        }
        Sold done = new Sold(sale.transactionId, sale.items());
        List<String> did = new ArrayList<>();
        needs.forEach((stockId, need) -> {
            NaiveShelf shelf = shelf(stockId);
            NaiveShelf.Event count = shelf.lastCount();
            BigInteger units = Objects.requireNonNull(amounts.get(stockId));
            String amount = text(units);
            if (units.compareTo(need.units()) < 0) {
                done.warnings.add(stockId + ": " + amount + " of " + text(need.units()) + " deducted, "
                        + text(need.units().subtract(units)) + " short");
            }
            if (units.signum() == 0) {
                return;
            }
            BigInteger before = shelf.quantity();
            shelf.moves.add(new NaiveShelf.Event(at, units.negate()));
            shelf.settle();
            if (below.contains(stockId)) {
                shelf.allow();
                done.warnings.add(stockId + ": "
                        + (sale.say == null ? "below zero by the store's policy on shortage" : "approved by till-1"));
            }
            BigInteger after = shelf.quantity();
            Instant countedAt = count != null && !at.isAfter(count.at) ? count.at : null;
            did.add(stockId + ": " + text(before) + " -> " + text(after) + " by "
                    + (countedAt != null ? "correction " + amount + when + ", " : "") + "deduction -" + amount + when);
            if (countedAt != null) {
                done.warnings.add(
                        stockId + ": the sale was included in the count of " + countedAt + "; the stock is unchanged");
            }
            done.names.put(stockId, "[" + String.join(", ", need.ingredients) + "]");
            done.taken.put(stockId, units);
            done.left.put(stockId, units);
            done.lines.add(stockId + " " + done.names.get(stockId) + " " + amount + " unit of " + stockId + ": "
                    + text(after.add(units)) + " -> " + text(after));
            made.put(sale.request.key + " " + stockId, new Made("deduction", null));
        });
        if (sale.say != null) {
            did.add(entryOf(sale).settle("approved", sale.decision(), sale.note())
                    + (problems.isEmpty() ? "" : " met " + problems));
        }
        sold.put(sale.transactionId, done);
        return recorded(sale.request, "done", done::answer, did);
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
            BigInteger have = shelf.available();
            boolean isEnough = shelf.isEnough(amount);
            if (!need.isExact()) {
                notExact.add("QUANTITY_NOT_EXACT " + what
                        + new BigDecimal(need.amount, 20).stripTrailingZeros().toPlainString()
                        + " needs more than 4 decimals");
            } else if (!shelf.shelf.isActive()) {
                off.add("INACTIVE_ITEM Stock item is switched off: " + stockId + " (" + shelf.shelf.item() + ")");
            } else if (!isEnough && !(shelf.wasCountedSince(at) && shelf.holds(amount))) {
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
            return order.lines().isEmpty()
                    ? rejectedByVoid(order, waiting)
                    : Verdict.unrecorded("not possible: Transaction " + order.transactionId()
                            + " waits in the queue and has taken nothing yet: void all of it, or wait until it is"
                            + " deducted");
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
            given.add(stockId + " " + sale.names.get(stockId) + " " + text(amount) + " unit of " + stockId
                    + (line.isWaste() ? " waste: " : " restock: ") + text(before) + " -> " + text(after));
        }
        for (Map.Entry<String, BigInteger> more : back.entrySet()) {
            NaiveShelf shelf = shelf(more.getKey());
            if (shelf.quantity().add(more.getValue()).compareTo(NaiveShelf.MOST) > 0) {
                return Verdict.unrecorded(
                        "not possible: stock item " + more.getKey() + ": the balance would exceed 99999999999.9999");
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
        Request rejection = rejection(order.transactionId(), order.attempt());
        keys.put(rejection.key, new Known(rejection, false, replayed -> "rejected replayed=" + replayed));
        Verdict verdict = nothingTaken(order, List.of(waiting.settle("rejected", "voided", "void")));
        String row = verdict.row() + " and done " + rejection.key;
        return new Verdict(verdict.answer(), row, verdict.effects());
    }

    // The queue

    private Verdict ofQueue(Scenario.QueueOrder order) {
        String id = order.transactionId();
        Integer attempt = queue.attemptSeen(id);
        if (attempt == null) {
            return Verdict.unrecorded("no such entry");
        }
        NaiveQueue.Entry entry = Objects.requireNonNull(queue.of(id));
        if (order.say() == Scenario.Say.REJECT) {
            Request request = rejection(id, order.attempt());
            return once(request, () -> reject(request, entry));
        }
        Request request = order.say() == Scenario.Say.TRY
                ? new Request("queue:" + id + ":" + attempt, order.attempt(), asked(id, entry.lines))
                : new Request("queue:" + id + ":approve", order.attempt(), order.say() + asked(id, entry.lines));
        return once(request, () -> sale(new Sale(request, id, entry.soldAt, entry.lines, order.say())));
    }

    private static Request rejection(String transactionId, long attempt) {
        return new Request("queue:" + transactionId + ":reject", attempt, "reject");
    }

    private Verdict reject(Request request, NaiveQueue.Entry entry) {
        if (rejected.contains(entry.transactionId) || entry.status.equals("rejected")) {
            return Verdict.unrecorded("rejected replayed=true");
        }
        Sold before = sold.get(entry.transactionId);
        boolean isOther = before != null && !before.items.equals(entry.items);
        if (!entry.isOpen() || (before != null && !isOther)) {
            return Verdict.unrecorded("not rejected: [Transaction " + entry.transactionId
                    + " was deducted: void it to give its stock back]");
        }
        if (isOther) { // the sale with its name stays
            return new Verdict(
                    "rejected replayed=false", Verdict.NOTHING, List.of(entry.settle("rejected", "rejected", "no")));
        }
        rejected.add(entry.transactionId);
        keys.put(request.key, new Known(request, false, replayed -> "rejected replayed=" + replayed));
        return new Verdict(
                "rejected replayed=false", "done " + request.key, List.of(entry.settle("rejected", "rejected", "no")));
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

    private record Request(String key, long attempt, String asked) {}

    /** @param say null for a sale that comes directly */
    private record Sale(
            Request request,
            String transactionId,
            @Nullable Instant soldAt,
            List<Scenario.Line> lines,
            Scenario.@Nullable Say say) {
        String items() {
            return NaiveMenu.items(lines);
        }

        boolean isApproved() {
            return say == Scenario.Say.APPROVE || say == Scenario.Say.APPROVE_WHAT_IS_THERE;
        }

        @Nullable
        String note() {
            return isApproved() ? "yes" : null;
        }

        String decision() {
            return switch (Objects.requireNonNull(say)) {
                case TRY -> "synced";
                case APPROVE -> "approved";
                case APPROVE_WHAT_IS_THERE -> "approved_available";
                case REJECT -> throw new AssertionError("takes nothing");
            };
        }
    }

    /** @param hadBeenDone under another key, so that the answer is a replay to whomever */
    private record Known(Request request, boolean hadBeenDone, Function<Boolean, String> answer) {}

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
        final String items;
        final Map<String, String> names = new LinkedHashMap<>(); // of what is in them, by shelf
        final Map<String, BigInteger> taken = new LinkedHashMap<>();
        final Map<String, BigInteger> left = new LinkedHashMap<>();
        final List<String> lines = new ArrayList<>();
        final List<String> warnings = new ArrayList<>();

        Sold(String transactionId, String items) {
            this.transactionId = transactionId;
            this.items = items;
        }

        boolean isVoided() {
            return !left.equals(taken);
        }

        String voided() {
            boolean isAll = left.values().stream().allMatch(amount -> amount.signum() == 0);
            return "Transaction " + transactionId + " was voided" + (isAll ? "" : " in part")
                    + "; nothing was deducted again";
        }

        String answer(boolean replayed) {
            List<String> all = new ArrayList<>();
            if (replayed) {
                all.add("Request already processed (idempotency)");
                if (isVoided()) {
                    all.add(voided());
                }
            }
            all.addAll(warnings);
            return "deducted " + transactionId + " " + lines + " replayed=" + replayed + " " + all;
        }
    }
}
