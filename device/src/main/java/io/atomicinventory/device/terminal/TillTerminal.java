package io.atomicinventory.device.terminal;

import io.atomicinventory.device.Till;
import io.atomicinventory.device.client.AtomicInventoryClient;
import io.atomicinventory.device.client.ClientSettings;
import io.atomicinventory.device.queue.OfflineSaleQueue;
import io.atomicinventory.device.queue.QueueException;
import io.atomicinventory.device.queue.QueueSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line of a till to try. */
@Command(
        name = "till",
        mixinStandardHelpOptions = true,
        description = "A till that sells with or without a network. Type help in it.")
public final class TillTerminal implements Callable<Integer> {
    @Option(
            names = {"-u", "--url"},
            defaultValue = "http://localhost:8080",
            description = "The server (${DEFAULT-VALUE}).")
    private String url = "";

    @Option(
            names = {"-s", "--store"},
            defaultValue = "cebu-main",
            description = "The store that it sells in (${DEFAULT-VALUE}).")
    private String store = "";

    @Option(
            names = {"-t", "--token-file"},
            defaultValue = "data/admin-token",
            description = "The file with its token; or the variable TILL_TOKEN (${DEFAULT-VALUE}).")
    private Path tokenFile = Path.of("");

    @Option(
            names = {"-f", "--file"},
            defaultValue = "till.db",
            description = "Where it keeps what it sells (${DEFAULT-VALUE}).")
    private Path file = Path.of("");

    @Option(
            names = {"-d", "--device"},
            defaultValue = "till-1",
            description = "What it is called (${DEFAULT-VALUE}).")
    private String device = "";

    private TillTerminal() {}

    /** Ends with 0 after {@code quit}, 1 where it could not begin, 2 if the options are wrong. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new TillTerminal()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Charset charset = Charset.defaultCharset();
        PrintWriter out = new PrintWriter(System.out, true, charset);
        String token = token(out);
        if (token == null) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        Clock clock = Clock.systemUTC();
        Words words = new Words(out);
        try (Till till = Till.of(
                        OfflineSaleQueue.open(file, QueueSettings.defaults(), clock),
                        new AtomicInventoryClient(URI.create(url), store, token, ClientSettings.defaults(), clock),
                        device)
                .listener(words::hear)
                .open()) {
            out.println(
                    "Till " + device + " of store " + store + ", server " + url + ", file " + file.toAbsolutePath());
            new TillShell(till, device, words).run(new BufferedReader(new InputStreamReader(System.in, charset)));
            return CommandLine.ExitCode.OK;
        } catch (QueueException | IllegalArgumentException e) {
            out.println(e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private @Nullable String token(PrintWriter out) throws IOException {
        String set = System.getenv("TILL_TOKEN");
        if (set != null && !set.isBlank()) {
            return set.strip();
        }
        if (Files.isReadable(tokenFile)) {
            return Files.readString(tokenFile).strip();
        }
        out.println("There is no token in " + tokenFile.toAbsolutePath()
                + ". Start the server once, or name the file with --token-file.");
        return null;
    }
}
