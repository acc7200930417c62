package io.atomicinventory.server.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.FreePort;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code import menu|stock|mappings FILE} against a real server: what a person sees, and the exit code. */
class ImportCommandTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @TempDir
    private Path folder;

    private record Ran(int code, String output) {}

    private static Ran run(Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int code = new ImportCommand(environment, new PrintStream(output, true, StandardCharsets.UTF_8))
                .run(Arrays.asList(arguments));
        return new Ran(code, output.toString(StandardCharsets.UTF_8));
    }

    private static Map<String, String> admin() {
        return Map.of("INVENTORY_URL", SERVER.url(), "INVENTORY_ADMIN_TOKEN", TestServer.TOKEN);
    }

    private String file(String name, String... lines) {
        try {
            return Files.writeString(folder.resolve(name), String.join("\n", lines))
                    .toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void eachKindIsSavedAndToldInOneLine_andItsProgressReachesTheEnd() {
        String store = Shops.open(SERVER.cafe());
        Ran menu = run(
                admin(),
                "import",
                "menu",
                file(
                        "menu.csv",
                        Uploads.MENU,
                        "mini,Mini,,Croissant,piece,1,,,base",
                        "mini,Mini,,Cream,serving,1,,,choice",
                        "solo,Solo,,Croissant,piece,1,,,"));
        assertThat(menu.code()).isZero();
        assertThat(menu.output())
                .contains("\rmenu.csv [########################################] 100 %")
                .contains("  skipped, line 2: mini has choices, and a sale does not say which was taken: imported as"
                        + " not sold")
                .endsWith(String.format("3 rows: 2 created, 0 updated, 0 unchanged, 1 skipped, 0 warnings%n"));

        Ran stock = run(
                admin(),
                "import",
                "stock",
                file("stock.csv", Uploads.STOCK, store + ",milk,Milk,litre,5,,", store + ",cup,cup,piece,1,,"));
        assertThat(stock.code()).isZero();
        assertThat(stock.output())
                .contains(" 100 %")
                .contains("  warnings, line 3: Stock item cup has 100, not 1")
                .endsWith(String.format("2 rows: 1 created, 0 updated, 1 unchanged, 0 skipped, 1 warnings%n"));

        Ran mappings =
                run(admin(), "import", "mappings", file("maps.csv", Uploads.MAPPINGS, store + ",Milk,litre,milk,1"));
        assertThat(mappings.code()).isZero();
        assertThat(mappings.output())
                .contains(" 100 %")
                .endsWith(String.format("1 rows: 1 created, 0 updated, 0 unchanged, 0 skipped, 0 warnings%n"));
    }

    @Test
    void theServerMayBeNamed_alsoWithASlashAtItsEnd() {
        Map<String, String> token = Map.of("INVENTORY_ADMIN_TOKEN", TestServer.TOKEN);
        String file = file("stock.csv", Uploads.STOCK);
        assertThat(run(token, "import", "stock", file, "--url", SERVER.url()).code())
                .isZero();
        assertThat(run(token, "import", "--url", SERVER.url() + "/", "stock", file)
                        .code())
                .isZero();
    }

    @Test
    void theTokenMayComeFromTheDataFolder() {
        file("admin-token", TestServer.TOKEN + "\n");
        Map<String, String> environment = Map.of(
                "INVENTORY_URL", SERVER.url(), "INVENTORY_ADMIN_TOKEN", "", "INVENTORY_DATA_DIR", folder.toString());
        assertThat(run(environment, "import", "stock", file("stock.csv", Uploads.STOCK))
                        .code())
                .isZero();
        Ran without = run(
                Map.of("INVENTORY_URL", SERVER.url(), "INVENTORY_DATA_DIR", folder + "/elsewhere"),
                "import",
                "stock",
                file("stock.csv", Uploads.STOCK));
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.output())
                .contains("set INVENTORY_ADMIN_TOKEN, or run it where")
                .contains("elsewhere");
    }

    @Test
    void I1_aRefusedFileShowsItsErrorsWithTheirLines() {
        String store = Shops.open(SERVER.cafe());
        List<String> before = Uploads.snapshot(SERVER.database());
        List<String> lines = new ArrayList<>(List.of(Uploads.STOCK, store + ",milk,Milk,litre,5,,"));
        IntStream.range(0, 25).forEach(i -> lines.add(store + ",i" + i + ",Item,kg,many,,"));
        Ran ran = run(admin(), "import", "stock", file("stock.csv", lines.toArray(String[]::new)));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.output())
                .contains("  errors, line 3: quantity: must be from 0 to 99999999999.9999, with at most 4 decimals,"
                        + " not \"many\"")
                .contains("  errors, line 22: ")
                .doesNotContain("  errors, line 23: ")
                .contains("  5 more errors")
                .contains("Refused (400): Nothing was saved: 25 errors");
        assertThat(Uploads.snapshot(SERVER.database())).isEqualTo(before);
    }

    @Test
    void whatIsNoCommandShowsTheHelp() {
        for (String[] wrong : new String[][] {
            {"import"},
            {"import", "menu"},
            {"import", "prices", "file.csv"},
            {"import", "menu", "a.csv", "b.csv"},
            {"import", "menu", "a.csv", "--url"},
            {"import", "--help"}
        }) {
            Ran ran = run(admin(), wrong);
            assertThat(ran.code()).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(ran.output())
                    .startsWith("Usage: java -jar server.jar import menu|stock|mappings FILE [--url URL]")
                    .contains("Exit codes: 0 saved, 1 refused or not reached, 2 misused.");
        }
    }

    @Test
    void aServerThatIsNotThereIsTold() {
        String url = "http://127.0.0.1:" + FreePort.find();
        Ran ran = run(admin(), "import", "stock", file("stock.csv", Uploads.STOCK), "--url", url);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.output())
                .contains("There is no server at " + url + ". Start it first, or name another with --url.");

        for (String wrong : List.of("localhost:8080", "not an address", "")) {
            Ran other = run(admin(), "import", "stock", file("stock.csv", Uploads.STOCK), "--url", wrong);
            assertThat(other.code()).isEqualTo(1);
            assertThat(other.output()).contains("Not an address: " + wrong);
        }
    }

    @Test
    void aWrongTokenIsTold_alsoForALargeFile() {
        Map<String, String> wrong = Map.of("INVENTORY_URL", SERVER.url(), "INVENTORY_ADMIN_TOKEN", "wrong");
        String small = file("small.csv", Uploads.STOCK);
        String large = file("large.csv", Uploads.STOCK, "cebu,x,A,kg,1,,\n".repeat(1_000_000));
        for (String file : List.of(small, large)) {
            Ran ran = run(wrong, "import", "stock", file);
            assertThat(ran.code()).isEqualTo(1);
            assertThat(ran.output())
                    .contains("Refused (401): Send Authorization: Bearer TOKEN")
                    .doesNotContain("line 0");
        }
    }

    @Test
    void aFileThatCannotBeReadIsTold() {
        Ran missing =
                run(admin(), "import", "stock", folder.resolve("missing.csv").toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.output()).contains("It was not sent: ").contains("missing.csv");

        Ran directory = run(admin(), "import", "stock", folder.toString());
        assertThat(directory.code()).isEqualTo(1);
        assertThat(directory.output()).contains("It was not sent: ");
        Ran root = run(admin(), "import", "stock", "/");
        assertThat(root.code()).isEqualTo(1);
    }

    @Test
    void anEmptyFileIsRefusedWithItsReason() {
        Ran ran = run(admin(), "import", "stock", file("empty.csv", ""));
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.output()).contains("errors, line 1: The file is empty").contains(" 100 %");
    }
}
