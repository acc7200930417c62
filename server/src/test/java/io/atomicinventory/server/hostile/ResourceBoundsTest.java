package io.atomicinventory.server.hostile;

import io.atomicinventory.server.openapi.Described;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** API4: whatever would take much has a bound, on every operation, also for an administrator. No load is made. */
class ResourceBoundsTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static Vault vault;
    private static List<Described> operations;

    @BeforeAll
    static void open() {
        vault = Vault.open(SERVER);
        operations = Described.all(SERVER.anonymous().get("/v3/api-docs").json());
    }

    private static String address(Described operation) {
        return operation
                .path()
                .replace("{storeId}", vault.storeId())
                .replace("{stockId}", vault.stockId())
                .replace("{version}", "1")
                .replaceAll("\\{\\w+}", "thing");
    }

    private static boolean takes(Described operation, String query) {
        return operation
                .parameters()
                .valueStream()
                .anyMatch(parameter -> parameter.path("name").asString().equals(query));
    }

    static List<HostileCase> lists() {
        List<HostileCase> cases = new ArrayList<>();
        for (Described operation : operations) {
            if (takes(operation, "limit")) {
                for (String limit : List.of(
                        "0",
                        "-1",
                        "1001",
                        "2147483647",
                        "2147483648",
                        "99999999999999999999",
                        "1e3",
                        "0x10",
                        "",
                        "all")) {
                    cases.add(bad("limit " + limit, new RawRequest("GET", address(operation) + "?limit=" + limit)));
                }
                cases.add(bad(
                        "after of 3,000", new RawRequest("GET", address(operation) + "?after=" + "x".repeat(3_000))));
            }
            if (takes(operation, "from")) {
                for (String range : List.of(
                        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
                        "from=%2B1000000000-01-01T00:00:00Z",
                        "to=now")) {
                    cases.add(bad(range, new RawRequest("GET", address(operation) + "?" + range)));
                }
            }
        }
        return cases;
    }

    static List<HostileCase> bodies() {
        String deep = "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000);
        String wide = "[" + "{},".repeat(20_000) + "{}]";
        String many = "{" + "\"a\":1,".repeat(2) + "\"b\":" + "9".repeat(1_000) + "}";
        List<HostileCase> cases = new ArrayList<>();
        for (Described operation : operations) {
            if (type(operation).equals("application/json")) {
                cases.add(bad("deep", request(operation).json(deep)));
                cases.add(bad("deep lists", request(operation).json("[".repeat(2_000) + "]".repeat(2_000))));
                cases.add(bad("wide", request(operation).json(wide)));
                cases.add(bad("a long number, and one twice", request(operation).json(many)));
                cases.add(bad("a long text", request(operation).json("{\"name\": \"" + "x".repeat(500_000) + "\"}")));
                cases.add(new HostileCase(
                        operation.name() + " over 1 MiB",
                        request(operation)
                                .json("{\"name\": \"" + "x".repeat(1_100_000) + "\"}")
                                .bytes(),
                        413,
                        "payload-too-large"));
            } else if (type(operation).equals("text/csv")) {
                cases.add(bad("a cell of 1 MB", request(operation).csv("a,b\n" + "x".repeat(1_000_000) + ",1\n")));
                cases.add(bad("10,000 columns", request(operation).csv("a,".repeat(10_000) + "\n")));
            }
        }
        return cases;
    }

    private static String type(Described operation) {
        return operation.body().map(Map.Entry::getKey).orElse("");
    }

    private static RawRequest request(Described operation) {
        return new RawRequest(operation.method().toUpperCase(Locale.ROOT), address(operation))
                .header("Idempotency-Key", "bounds");
    }

    private static HostileCase bad(String name, RawRequest request) {
        byte[] bytes = request.bytes();
        String line = new String(bytes, 0, Math.min(bytes.length, 90), StandardCharsets.ISO_8859_1);
        return new HostileCase(name + ": " + line.lines().findFirst().orElse(""), bytes, 400, "malformed-request");
    }

    static Stream<HostileCase> cases() {
        return Stream.of(lists(), bodies()).flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void whatWouldTakeMuchIsRefused(HostileCase hostile) {
        hostile.requireRefused(SERVER);
    }

    @Test
    void thePageKnowsThem() {
        SecurityPage.requireKept(getClass(), (int) cases().count());
    }
}
