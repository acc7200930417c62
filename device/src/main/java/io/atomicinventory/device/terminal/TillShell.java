package io.atomicinventory.device.terminal;

import io.atomicinventory.device.MenuItem;
import io.atomicinventory.device.SaleOutcome;
import io.atomicinventory.device.Till;
import io.atomicinventory.device.client.SaleLine;
import io.atomicinventory.device.queue.QueueException;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Reads commands, one a line, until quit or the end. */
final class TillShell {
    private static final int MAX_LOAD = 100_000;
    private static final int LISTED = 20;
    private static final Duration TOLD = Duration.ofSeconds(1);

    private static final String HELP = """
            menu                    what is sold, and about how many are left
            sell <product> [n]      by its name in the menu, or its number there
            void <transaction>      calls a sale off
            list                    the newest sales and voids in this till's file
            status                  what is on disk, and whether the server is there
            sync                    sends what is kept now; otherwise it goes by itself
            load <n>                sells n at random, one by one
            quit                    what is on disk stays there""";

    private final Till till;
    private final String device;
    private final Words words;

    TillShell(Till till, String device, Words words) {
        this.till = till;
        this.device = device;
        this.words = words;
    }

    void run(BufferedReader in) throws IOException {
        till.refreshMenu();
        words.say("Type help for the commands.");
        menu();
        while (true) {
            words.prompt();
            String line = in.readLine();
            if (line == null || line.strip().equals("quit")) {
                words.say("On disk, not sent: " + till.status().kept());
                return;
            }
            try {
                obey(Arrays.asList(line.strip().split("\\s+")));
            } catch (QueueException | IllegalArgumentException e) {
                words.say(String.valueOf(e.getMessage()));
            }
        }
    }

    private void obey(List<String> line) {
        String first = line.size() > 1 ? line.get(1) : null;
        switch (line.getFirst()) {
            case "" -> {}
            case "menu" -> {
                till.refreshMenu();
                menu();
            }
            case "sell" -> sell(first, line.size() > 2 ? line.get(2) : "1");
            case "void" -> voidSale(first);
            case "list" -> till.entries(LISTED).reversed().forEach(entry -> words.say(Words.of(entry)));
            case "status" -> words.say(Words.of(till.status()));
            case "sync" -> words.say(Words.of(till.syncNow()));
            case "load" -> load(first);
            case "help" -> words.say(HELP);
            default -> words.say("No such command: " + line.getFirst() + ". Type help.");
        }
    }

    private void menu() {
        List<MenuItem> items = till.menu();
        if (items.isEmpty()) {
            words.say("The menu is not known yet: the server has to be there once.");
        }
        for (int i = 0; i < items.size(); i++) {
            MenuItem item = items.get(i);
            String left =
                    till.left(item.productId()).map(n -> "about " + n + " left").orElse("");
            words.say("%3d  %-24s %-24s %s"
                    .formatted(i + 1, item.productId(), item.name(), left)
                    .stripTrailing());
        }
    }

    private void sell(@Nullable String product, String quantity) {
        if (product == null) {
            words.say("What? sell <product> [n]");
            return;
        }
        BigDecimal pieces;
        try {
            pieces = new BigDecimal(quantity);
        } catch (NumberFormatException e) {
            words.say("How many? " + quantity + " is no number.");
            return;
        }
        String transaction = newTransaction();
        SaleOutcome outcome = till.sell(transaction, List.of(new SaleLine(productId(product), pieces)));
        words.say(Words.of(transaction, outcome));
    }

    private String productId(String word) {
        List<MenuItem> items = till.menu();
        return number(word)
                .filter(n -> n >= 1 && n <= items.size())
                .map(n -> items.get(n - 1).productId())
                .orElse(word);
    }

    private static Optional<Integer> number(@Nullable String word) {
        try {
            return Optional.of(Integer.parseInt(String.valueOf(word)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private String newTransaction() {
        return device + "-" + UUID.randomUUID().toString().substring(24).toLowerCase(Locale.ROOT);
    }

    private void voidSale(@Nullable String transaction) {
        words.say(
                transaction == null
                        ? "Which? void <transaction>; list shows them."
                        : Words.of(till.voidSale(transaction, "Called off at the till")));
    }

    private void load(@Nullable String howMany) {
        int sales = number(howMany).filter(n -> n >= 1 && n <= MAX_LOAD).orElse(0);
        List<MenuItem> items = till.menu();
        if (sales == 0 || items.isEmpty()) {
            words.say("load <n> takes 1 to " + MAX_LOAD + ", and a menu.");
            return;
        }
        int sold = 0;
        int refused = 0;
        int queued = 0;
        long toldAt = System.nanoTime();
        words.quiet(true);
        try {
            for (int i = 1; i <= sales; i++) {
                MenuItem item = items.get(ThreadLocalRandom.current().nextInt(items.size()));
                switch (till.sell(newTransaction(), List.of(SaleLine.of(item.productId(), 1)))) {
                    case SaleOutcome.Sold done -> sold++;
                    case SaleOutcome.Refused no -> refused++;
                    case SaleOutcome.Queued kept -> queued++;
                }
                if (i == sales || System.nanoTime() - toldAt > TOLD.toNanos()) {
                    toldAt = System.nanoTime();
                    words.say(i + " tried: " + sold + " sold, " + queued + " kept on disk, " + refused + " refused");
                }
            }
        } finally {
            words.quiet(false);
        }
    }
}
