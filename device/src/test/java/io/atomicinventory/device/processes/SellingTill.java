package io.atomicinventory.device.processes;

import io.atomicinventory.device.SaleOutcome;
import io.atomicinventory.device.Till;
import io.atomicinventory.device.TillSettings;
import io.atomicinventory.device.VoidOutcome;
import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.ClientSettings;
import io.atomicinventory.device.client.SaleLine;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.TestServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * The process of a {@link TillProcess}: it sells one croffle after the other and says so, each before it begins and when it
 * is told what became of it; every tenth it calls off again. It ends when its input does, and has then sent everything.
 */
final class SellingTill {
    private static final int EVERY_TENTH = 10;

    private static final TillSettings SETTINGS = TillSettings.defaults()
            .withSellDeadline(Duration.ofSeconds(1))
            .withHoldMargin(Duration.ofSeconds(1))
            .withSyncDeadline(Duration.ofSeconds(2))
            .withDownFor(Duration.ofMillis(200))
            .withPauses(Duration.ofMillis(50), Duration.ofMillis(500));

    private SellingTill() {}

    /** @param arguments url, file, device, number of the first sale and of the one behind the last, longest pause */
    public static void main(String[] arguments) throws IOException {
        String device = arguments[2];
        int last = Integer.parseInt(arguments[4]);
        Clock clock = Clock.systemUTC();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Till till = Till.of(
                        OfflineSaleQueue.open(Path.of(arguments[1]), QueueSettings.defaults(), clock),
                        new AtomicInventoryClient(
                                URI.create(arguments[0]),
                                Cafe.CEBU,
                                TestServer.TOKEN,
                                ClientSettings.defaults(),
                                clock),
                        device)
                .settings(SETTINGS)
                .open()) {
            for (int i = Integer.parseInt(arguments[3]); i < last; i++) {
                sell(till, device + "-" + i, i, out);
                LockSupport.parkNanos(
                        Duration.ofMillis(ThreadLocalRandom.current().nextInt(Integer.parseInt(arguments[5]) + 1))
                                .toNanos());
            }
            while (System.in.read() >= 0) {
                // Until all others have sold too.
            }
            while (till.status().kept() + till.status().stuck() > 0) {
                till.syncNow();
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }

    private static void sell(Till till, String id, int number, PrintStream out) {
        out.println("begins " + number);
        String what = switch (till.sell(id, List.of(SaleLine.of(Cafe.CROFFLE, 1)))) {
            case SaleOutcome.Sold sold -> "sold";
            case SaleOutcome.Queued queued -> "queued";
            case SaleOutcome.Refused refused -> "refused";
        };
        if (number % EVERY_TENTH == 0) {
            what = till.voidSale(id, "Customer left") instanceof VoidOutcome.Refused ? "not voided" : "voided";
        }
        out.println(what + " " + number);
    }
}
