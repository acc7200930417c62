package io.atomicinventory.server.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.atomicinventory.server.testing.FreePort;
import io.atomicinventory.server.testing.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the documentation tells people to run, as it stands there, against a new server. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DocumentationIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern MARKED =
            Pattern.compile("<!-- run: ([^>]+?) -->\\n```\\w+\\n(.*?)\\n```", Pattern.DOTALL);
    private static final Pattern INDENTED_CURL = Pattern.compile("^    curl (?:.*\\\\\\n)*.*$", Pattern.MULTILINE);

    @TempDir
    private static Path folder;

    private static ServerProcess server;
    private static Map<String, String> snippets;

    @BeforeAll
    static void start() {
        server = ServerProcess.start(folder, FreePort.find(), Map.of("INVENTORY_ADMIN_TOKEN", ""));
        snippets = new LinkedHashMap<>();
        Matcher matcher = MARKED.matcher(page("docs/integrating.md"));
        while (matcher.find()) {
            snippets.put(matcher.group(1), matcher.group(2));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    @Order(1)
    void theReadmesTwoSalesAreASuccessAndAShortage() {
        List<String> curls = curls("README.md");
        assertThat(curls).hasSize(2);
        assertThat(shell(curls.get(0))).contains("\"success\":true", "\"replayed\":false");
        assertThat(shell(curls.get(1)))
                .contains("\"status\":409", "Cheesecake - Cheesecake: Need 500, Have 24 (Short: 476)");
    }

    @Test
    @Order(2)
    void theFifteenMinutesEndWithACapturedPayment() {
        assertThat(snippets.keySet())
                .containsExactly(
                        "setup",
                        "catalogue",
                        "sale",
                        "shortage",
                        "restock",
                        "typescript payment.mts",
                        "java Payment.java",
                        "void",
                        "late duplicate",
                        "bookings",
                        "queue",
                        "look");
        assertThat(shellSnippet("catalogue")).contains("\"storeId\":\"talisay\"", "\"recipeVersion\":1", "\"saved\":2");
        assertThat(shellSnippet("sale")).contains("\"replayed\":false", "\"quantityDeducted\":0.5");
        assertThat(shellSnippet("sale")).contains("\"replayed\":true");
        assertThat(shellSnippet("shortage")).contains("Banana Shake - Banana: Need 8, Have 6 (Short: 2)");
        assertThat(shellSnippet("restock")).contains("\"kind\":\"receipt\"", "\"success\":true");
        assertThat(shellSnippet("void"))
                .contains("\"itemsRestored\":2", "\"disposition\":\"restock\"", "\"disposition\":\"waste\"");
        assertThat(shellSnippet("late duplicate"))
                .contains(
                        "Transaction sale-2 was voided; nothing was deducted again",
                        "Transaction sale-1 was voided in part; nothing was deducted again");
        assertThat(shellSnippet("bookings"))
                .contains("\"kind\":\"waste\"", "\"reverses\":3", "\"kind\":\"count\"", "\"kind\":\"transfer_in\"");
        assertThat(shellSnippet("bookings")).contains("\"kind\":\"adjustment\"", "\"replayed\":true");
        assertThat(shellSnippet("queue"))
                .contains("\"transactionId\":\"sale-5\"", "\"failed\":0", "\"items\":[],\"next\":null");
        assertThat(shellSnippet("look"))
                .contains(
                        "\"stockId\":\"banana\"",
                        "\"kind\":\"opening\"",
                        "sale-2:2",
                        "\"recipeQuantity\":2",
                        "\"quantity\":0,\"version\":0,",
                        "\"status\":\"healthy\"");
    }

    @Test
    @Order(3)
    void theJavaSnippetTakesStock() throws IOException {
        write("Payment.java", snippets.get("java Payment.java"));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String command = "'" + java + "' Payment.java $BASE $TOKEN";
        assertThat(shellWithSetup(command)).contains("capture the payment");
        assertThat(shellWithSetup(command)).contains("capture the payment");
        assertThat(server.output()).doesNotContain("ERROR");
    }

    /** Node reads TypeScript by itself from version 23; before that a runner is fetched. */
    @Test
    @Order(4)
    void theTypeScriptSnippetTakesStock() throws IOException {
        write("payment.mts", snippets.get("typescript payment.mts"));
        String runner = shell(
                        "node --experimental-strip-types -e '' 2>/dev/null && echo node --experimental-strip-types"
                                + " || (npx --yes tsx@4 --version >/dev/null 2>&1 && echo npx --yes tsx@4) || true")
                .strip();
        assumeTrue(!runner.isEmpty(), "there is no Node that reads TypeScript, and no runner could be fetched");
        assertThat(shellWithSetup(runner + " payment.mts $BASE $TOKEN")).contains("capture the payment");
    }

    @Test
    @Order(5)
    void everyCallOfTheGuidesIsAnswered() {
        List<String> curls = new ArrayList<>(curls("docs/troubleshooting.md"));
        assertThat(curls).hasSizeGreaterThan(6);
        curls.addAll(curls("docs/monitoring.md"));
        for (String curl : curls) {
            String answer = shellWithSetup(curl);
            assertThat(answer).as(curl).doesNotContain("urn:atomic-inventory:problem");
            assertThat(answer.isBlank()).as(curl).isEqualTo(curl.contains(" > "));
        }
    }

    private static List<String> curls(String page) {
        return INDENTED_CURL
                .matcher(page(page))
                .results()
                .map(match -> match.group().lines().map(String::strip).collect(Collectors.joining("\n")))
                .toList();
    }

    private static String shellSnippet(String name) {
        return shellWithSetup(snippets.getOrDefault(name, "false"));
    }

    private static String shellWithSetup(String command) {
        return shell("set -e\n" + snippets.get("setup") + "\n" + command);
    }

    /** In the folder where the server was started, as the pages say. */
    private static String shell(String command) {
        try {
            Process process = new ProcessBuilder("bash", "-c", command.replace("http://localhost:8080", server.url()))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(command + "\n" + output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private static String page(String name) {
        try {
            return Files.readString(ROOT.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
