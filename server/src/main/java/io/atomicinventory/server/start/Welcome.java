package io.atomicinventory.server.start;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.server.InventorySettings;
import io.atomicinventory.server.database.ServerDatabase;
import io.atomicinventory.server.demo.DemoCafe;
import io.atomicinventory.server.security.AdminToken;
import java.io.Console;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Tells on the terminal what a person needs next. */
@Component
class Welcome {
    private static final Logger LOG = LoggerFactory.getLogger(Welcome.class);

    private final InventorySettings settings;
    private final ServerDatabase database;
    private final DemoCafe demo;
    private final AdminToken token;
    private final AccessService access;
    private final ServerProperties server;

    Welcome(
            InventorySettings settings,
            ServerDatabase database,
            DemoCafe demo,
            AdminToken token,
            AccessService access,
            ServerProperties server) {
        this.settings = settings;
        this.database = database;
        this.demo = demo;
        this.token = token;
        this.access = access;
        this.server = server;
    }

    @EventListener
    void greet(ApplicationReadyEvent ready) {
        if (ready.getApplicationContext() instanceof WebServerApplicationContext context
                && context.getWebServer() != null) {
            PrintStream out = System.out;
            out.print(text(context.getWebServer().getPort()));
            out.flush();
            showNewToken();
        }
    }

    /** Only where a person reads along: standard output may well be a log. */
    @SuppressWarnings("SystemConsoleNull") // null without a terminal on Java 21
    private void showNewToken() {
        String made = token.takeMadeNow();
        Console console = System.console();
        if (made != null && console != null && isTerminal(console)) {
            console.printf("The administrator's token, shown this once: %s%n%n", made);
        }
    }

    /** From Java 22 on there is a console without a terminal, too. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    private String text(int port) {
        String url = (Ssl.isEnabled(server.getSsl()) ? "https://" : "http://") + host() + ":" + port;
        Path data = settings.data().dir().toAbsolutePath().normalize();
        StringBuilder text = new StringBuilder("\nAtomic Inventory is ready: " + url + "\n");
        text.append(
                database.isEmbedded()
                        ? "  database   embedded PostgreSQL, data in " + data + "\n"
                        : "  database   "
                                + withoutParameters(settings.database().url()) + "\n");
        Path file = token.file();
        text.append(
                file == null ? "  token      the one in INVENTORY_ADMIN_TOKEN\n" : "  token      in " + file + "\n");
        text.append("  health     " + url + "/actuator/health\n");
        text.append("  dashboard  " + url + "/inventory/atomic-dashboard\n");
        text.append(hasPeople() ? "\n" : "             the token opens the first sign-in there\n\n");
        text.append(demo.isLoaded() ? firstSale(url, file) : firstSteps(url, file));
        return text.append('\n').toString();
    }

    /** Where this machine reaches it. */
    private String host() {
        InetAddress address = server.getAddress();
        return address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()
                ? "localhost"
                : address.getHostAddress();
    }

    private boolean hasPeople() {
        try {
            return access.hasPeople();
        } catch (DatabaseUnavailableException e) {
            LOG.debug("The page itself will tell", e);
            return true;
        }
    }

    /** They may have a password among them. */
    private static String withoutParameters(String jdbcUrl) {
        int parameters = jdbcUrl.indexOf('?');
        return parameters < 0 ? jdbcUrl : jdbcUrl.substring(0, parameters);
    }

    private static String firstSale(String url, @Nullable Path file) {
        return """
                Sell a Caramel Croffle in Cebu, exactly once however often you send it:

                  curl -s -X POST %s/api/v1/stores/%s/deductions \\
                    -H "Authorization: Bearer %s" \\
                    -H "Idempotency-Key: till-1-0001" -H "Content-Type: application/json" \\
                    -d '{"transactionId": "txn-0001", "items": [{"productId": "%s", "quantity": 1}]}'
                """.formatted(url, DemoCafe.FIRST_STORE, tokenInShell(file), DemoCafe.FIRST_PRODUCT);
    }

    private static String firstSteps(String url, @Nullable Path file) {
        return """
                The catalogue is empty. Begin with a store:

                  curl -s -X PUT %s/api/v1/stores/my-store \\
                    -H "Authorization: Bearer %s" -H "Content-Type: application/json" \\
                    -d '{"name": "My Store", "timezone": "Asia/Manila"}'
                """.formatted(url, tokenInShell(file));
    }

    private static String tokenInShell(@Nullable Path file) {
        return file == null ? "$INVENTORY_ADMIN_TOKEN" : "$(cat '" + file + "')";
    }
}
