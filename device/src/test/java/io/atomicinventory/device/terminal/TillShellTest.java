package io.atomicinventory.device.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.device.Shop;
import io.atomicinventory.device.Till;
import io.atomicinventory.server.testing.OpenServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class TillShellTest {
    @RegisterExtension
    static final OpenServer server = OpenServer.withCafe();

    @TempDir
    private Path folder;

    private static String type(Till till, String... lines) throws IOException {
        StringWriter said = new StringWriter();
        Words words = new Words(new PrintWriter(said, true));
        new TillShell(till, "till-1", words).run(new BufferedReader(new StringReader(String.join("\n", lines))));
        return said.toString();
    }

    @Test
    void whatIsTypedIsSoldKeptAndSent() throws IOException {
        try (Shop shop = new Shop(server)) {
            Till till = shop.till(folder.resolve("till.db"));
            assertThat(type(
                            till,
                            "help",
                            "sell caramel-croffle 2",
                            "sell 1",
                            "sell unicorn",
                            "sell",
                            "dance",
                            "status"))
                    .contains(
                            "sell <product> [n]", "about 100 left", "Sold: till-1-", "Unknown product", "server: there")
                    .contains("What? ", "No such command: dance");
            shop.unplug();
            assertThat(type(
                            till,
                            "menu",
                            "sell caramel-croffle 1",
                            "sell caramel-croffle 0",
                            "load 3",
                            "status",
                            "list",
                            "quit"))
                    .contains("about 98 left", "Sold, and kept on disk: till-1-", "quantity: must be above 0")
                    .contains(
                            "3 tried: 0 sold, 3 kept on disk, 0 refused", "not sent: 4", "on disk   1 caramel-croffle");
            shop.plugIn();
            assertThat(type(till, "sync", "list")).contains("4 settled", "0 left", "done ");
            String transaction = till.entries(1).getFirst().transactionId();
            assertThat(type(till, "void " + transaction)).contains("Voided: ");
        }
    }
}
