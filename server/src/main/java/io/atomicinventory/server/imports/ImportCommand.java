package io.atomicinventory.server.imports;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code java -jar server.jar import menu|stock|mappings FILE}: sends a file to a running server. */
public final class ImportCommand {
    public static final String NAME = "import";

    private static final int DONE = 0;
    private static final int REFUSED = 1;
    private static final int MISUSED = 2;
    private static final int MOST_SHOWN = 20;
    private static final String KINDS =
            Arrays.stream(Imports.Kind.values()).map(Imports.Kind::code).collect(Collectors.joining("|"));
    private static final String HELP = """
            Usage: java -jar server.jar import %s FILE [--url URL]

            Sends a CSV file to a running server. All of it is saved, or nothing.

              menu      product_id,product_name,category,ingredient,unit,quantity  (and price, cost_per_unit, role)
              stock     store_id,stock_id,item,unit,quantity,reorder_level,allow_negative
              mappings  store_id,ingredient,unit,stock_id,factor

              --url     the server; INVENTORY_URL, or http://localhost:8080

            The token is INVENTORY_ADMIN_TOKEN, or that in INVENTORY_DATA_DIR (./data).
            Exit codes: 0 saved, 1 refused or not reached, 2 misused.
            """.formatted(KINDS);

    private final Map<String, String> environment;
    private final PrintStream out;

    ImportCommand(Map<String, String> environment, PrintStream out) {
        this.environment = environment;
        this.out = out;
    }

    /** @return the exit code */
    public static int run(String[] arguments) {
        return new ImportCommand(System.getenv(), System.err).run(List.of(arguments));
    }

    int run(List<String> arguments) {
        List<String> words = new ArrayList<>(arguments);
        String url = environment.getOrDefault("INVENTORY_URL", "http://localhost:8080");
        int option = words.indexOf("--url");
        if (option >= 0 && option + 1 < words.size()) {
            url = words.get(option + 1);
            words.subList(option, option + 2).clear();
        }
        boolean isKnown = words.size() == 3
                && Arrays.stream(Imports.Kind.values())
                        .anyMatch(kind -> kind.code().equals(words.get(1)));
        if (!isKnown) {
            out.print(HELP);
            return MISUSED;
        }
        return send(words.get(1), Path.of(words.get(2)), url);
    }

    private int send(String kind, Path file, String url) {
        try {
            URI uri = URI.create(url.replaceFirst("/+$", "") + "/api/v1/import/" + kind);
            ProgressLine progress = new ProgressLine(String.valueOf(file.getFileName()), Files.size(file), out);
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .header("Authorization", "Bearer " + token())
                    .header("Content-Type", "text/csv")
                    .timeout(Duration.ofMinutes(30))
                    .POST(HttpRequest.BodyPublishers.ofInputStream(() -> progress.follow(file)))
                    .build();
            try (HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build()) {
                HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
                progress.end();
                return report(response);
            }
        } catch (ConnectException e) {
            return failed("There is no server at " + url + ". Start it first, or name another with --url.");
        } catch (IOException e) {
            return failed("It was not sent: " + e);
        } catch (IllegalArgumentException e) {
            return failed("Not an address: " + url);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("Interrupted. Send the same file again: saving it twice does no harm.");
        }
    }

    private int failed(String why) {
        out.println();
        out.println(why);
        return REFUSED;
    }

    private String token() throws IOException {
        String given = environment.getOrDefault("INVENTORY_ADMIN_TOKEN", "");
        Path file = Path.of(environment.getOrDefault("INVENTORY_DATA_DIR", "data"), "admin-token");
        if (given.isBlank() && !Files.isReadable(file)) {
            throw new IOException("set INVENTORY_ADMIN_TOKEN, or run it where " + file + " can be read");
        }
        return given.isBlank() ? Files.readString(file).strip() : given;
    }

    private int report(HttpResponse<String> response) {
        JsonNode body;
        try {
            body = JsonMapper.shared().readTree(response.body());
        } catch (JacksonException e) {
            return failed("Not an answer of this service: status " + response.statusCode());
        }
        notes("skipped", body.path("skipped"), "reason");
        notes("warnings", body.path("warnings"), "message");
        notes("errors", body.path("errors"), "message");
        if (response.statusCode() != 200) {
            return failed("Refused (" + response.statusCode() + "): "
                    + body.path("detail").asString(response.body()));
        }
        out.printf(
                "%d rows: %d created, %d updated, %d unchanged, %d skipped, %d warnings%n",
                body.path("rows").asLong(),
                body.path("created").asLong(),
                body.path("updated").asLong(),
                body.path("unchanged").asLong(),
                body.path("skipped").size(),
                body.path("warnings").size());
        return DONE;
    }

    private void notes(String title, JsonNode notes, String text) {
        for (int i = 0; i < notes.size() && i < MOST_SHOWN; i++) {
            JsonNode note = notes.get(i);
            if (!note.isObject()) {
                continue; // a refusal of the request, not of a line: its detail says it
            }
            String product = note.path("productId").asString("");
            out.println("  " + title + ", line " + note.path("line").asLong() + ": "
                    + (product.isEmpty() ? "" : product + " ") + note.path(text).asString(note.toString()));
        }
        if (notes.size() > MOST_SHOWN) {
            out.println("  " + (notes.size() - MOST_SHOWN) + " more " + title);
        }
    }
}
