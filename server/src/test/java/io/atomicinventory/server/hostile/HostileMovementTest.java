package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.deduction.DeductionOutcome;
import io.atomicinventory.engine.deduction.DeductionRequest;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.RawRequest;
import io.atomicinventory.server.testing.TestServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As {@link HostileInputTest}, for every other call that moves stock. */
class HostileMovementTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String CUP = "/api/v1/stores/cebu/stock/cup";
    private static final String MALFORMED = "malformed-request";
    private static final String USER = "\"userId\": \"ana\"";
    private static final String REASON = "\"reason\": \"why\"";
    private static final String LINE = "{\"inventoryStockId\": \"cup\", \"quantity\": 1, \"disposition\": \"restock\"}";
    private static final String PARCEL = "{\"fromStockId\": \"cup\", \"toStockId\": \"cup\", \"quantity\": 1}";

    /** A call that would be carried out, but for what is put in the place of one of its parts. */
    private record Call(String name, String path, String body) {
        HostileCase with(String part, String hostile) {
            if (!body.contains(part)) {
                throw new IllegalArgumentException(name + " has no " + part);
            }
            String shown = name + " " + part + " becomes " + hostile;
            return new HostileCase(
                    HostileCase.shortened(shown), post(path, "k", body.replace(part, hostile)), 400, MALFORMED);
        }

        boolean has(String part) {
            return body.contains(part);
        }
    }

    private static final Call VOID = new Call(
            "void",
            "/api/v1/stores/cebu/deductions/sold/compensation",
            "{" + REASON + ", " + USER + ", \"disposition\": \"waste\", \"lines\": [" + LINE + "]}");
    private static final Call RECEIPT =
            new Call("receipt", CUP + "/receipts", "{\"quantity\": 1, \"reference\": \"why\", " + USER + "}");
    private static final Call ADJUSTMENT =
            new Call("adjustment", CUP + "/adjustments", "{\"quantityChange\": 1, " + REASON + ", " + USER + "}");
    private static final Call WASTE =
            new Call("waste", CUP + "/waste", "{\"quantity\": 1, " + REASON + ", " + USER + "}");
    private static final Call COUNT = new Call(
            "count", CUP + "/counts", "{\"countedQuantity\": 1, \"countedAt\": null, " + REASON + ", " + USER + "}");
    private static final Call REVERSAL =
            new Call("reversal", CUP + "/movements/2/reversal", "{" + REASON + ", " + USER + "}");
    private static final Call TRANSFER = new Call(
            "transfer",
            "/api/v1/transfers",
            "{\"fromStoreId\": \"cebu\", \"toStoreId\": \"mandaue\", \"lines\": [" + PARCEL + "], " + REASON + ", "
                    + USER + "}");
    private static final List<Call> CALLS = List.of(VOID, RECEIPT, ADJUSTMENT, WASTE, COUNT, REVERSAL, TRANSFER);

    @BeforeAll
    static void somethingThatCouldBeHarmed() {
        SERVER.cafe().store("mandaue");
        SERVER.cafe().stock("mandaue", "cup", "100");
        SERVER.cafe().receive(Cafe.CEBU, "cup", "5", "delivery");
        DeductionRequest sale = Cafe.sale("sold", "sold", Cafe.COFFEE, 3);
        assertThat(SERVER.database().engine().deductions().deductInventoryAtomic(sale))
                .isInstanceOf(DeductionOutcome.Deducted.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"bodies", "texts", "numbers", "ids", "times", "lines", "keys", "addresses", "encodings"})
    void isRefusedAndChangesNothing(HostileCase hostile) {
        hostile.requireRefused(SERVER);
    }

    /** Else the cases would be refused for another reason than theirs. */
    @Test
    void whatTheCasesAreMadeOfIsCarriedOut() {
        for (Call call : List.of(RECEIPT, ADJUSTMENT, WASTE, COUNT, TRANSFER, VOID)) {
            RawHttp.Answer answer =
                    new RawHttp(SERVER.url()).send(post(call.path(), "good-" + call.name(), call.body()));
            assertThat(answer.status()).as(call + " " + answer).isIn(200, 201);
        }
        // The delivery was counted since, so that taking it back changes nothing, and no other case needs it.
        RawHttp.Answer answer = new RawHttp(SERVER.url()).send(post(REVERSAL.path(), "good-reversal", REVERSAL.body()));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
    }

    static List<HostileCase> bodies() {
        List<HostileCase> cases = new ArrayList<>();
        for (Call call : CALLS) {
            for (String body : List.of(
                    "",
                    "{",
                    "null",
                    "[]",
                    "[" + call.body() + "]",
                    "1",
                    "\"text\"",
                    "{}",
                    call.body() + "trailing",
                    call.body().replaceFirst("}$", ", \"admin\": true}"),
                    call.body().replaceFirst("}$", ", \"__proto__\": {}}"),
                    call.body().replaceFirst("}$", ", \"userId\": \"eve\"}"),
                    "[".repeat(5000),
                    "{\"reason\":".repeat(5000))) {
                cases.add(new HostileCase(
                        call.name() + " body " + HostileCase.shortened(body),
                        post(call.path(), "k", body),
                        400,
                        MALFORMED));
            }
            cases.add(new HostileCase(
                    call.name() + " of 2 MB",
                    post(call.path(), "k", "{\"reason\": \"" + "r".repeat(2_000_000) + "\"}"),
                    413,
                    "payload-too-large"));
        }
        return cases;
    }

    static List<HostileCase> texts() {
        List<HostileCase> cases = new ArrayList<>();
        for (Call call : CALLS) {
            for (String text : List.of(
                    "\"\"",
                    "\" \"",
                    "\"\\u00a0\"",
                    "7",
                    "true",
                    "[]",
                    "{}",
                    "\"a\\u0000\"",
                    "\"a\\nb\"",
                    "\"\\u001b[31m\"",
                    "\"\\ud800\"",
                    "\"" + "r".repeat(201) + "\"")) {
                cases.add(call.with(USER, "\"userId\": " + text));
                if (call.has(REASON)) {
                    cases.add(call.with(REASON, "\"reason\": " + text));
                }
            }
        }
        for (Call call : List.of(VOID, ADJUSTMENT, WASTE, REVERSAL)) {
            cases.add(call.with(REASON, "\"reason\": null"));
            cases.add(call.with(REASON + ", ", ""));
        }
        cases.add(RECEIPT.with("\"why\"", "\"\\u0000\""));
        cases.add(RECEIPT.with("\"why\"", "{}"));
        for (String disposition : List.of("\"\"", "\"sell\"", "\"RESTOCK\"", "\"restock \"", "1", "[]", "true")) {
            cases.add(VOID.with("\"waste\"", disposition));
            cases.add(VOID.with("\"restock\"", disposition));
        }
        return cases;
    }

    static List<HostileCase> numbers() {
        List<HostileCase> cases = new ArrayList<>();
        for (String number : List.of(
                "null",
                "100000000000",
                "-100000000000",
                "1e400",
                "1e11",
                "1e-400",
                "1e999999999999",
                "NaN",
                "-Infinity",
                "0x10",
                "01",
                "+1",
                "1.00001",
                "0.00005",
                "\"\"",
                "\"one\"",
                "\"1e3\"",
                "\"NaN\"",
                "\" 1\"",
                "\"+1\"",
                "\"1,5\"",
                "\"١\"",
                "true",
                "[1]",
                "{}",
                "99999999999999999999999999",
                "\"0.12345\"",
                "1".repeat(500))) {
            for (Call call : List.of(VOID, RECEIPT, WASTE, TRANSFER)) {
                cases.add(call.with("\"quantity\": 1", "\"quantity\": " + number));
            }
            cases.add(ADJUSTMENT.with("\"quantityChange\": 1", "\"quantityChange\": " + number));
            cases.add(COUNT.with("\"countedQuantity\": 1", "\"countedQuantity\": " + number));
        }
        for (String number : List.of("0", "-0.0", "-1", "\"-1\"")) {
            for (Call call : List.of(VOID, RECEIPT, WASTE, TRANSFER)) {
                cases.add(call.with("\"quantity\": 1", "\"quantity\": " + number));
            }
        }
        cases.add(ADJUSTMENT.with("\"quantityChange\": 1", "\"quantityChange\": 0.0000"));
        cases.add(COUNT.with("\"countedQuantity\": 1", "\"countedQuantity\": -0.0001"));
        return cases;
    }

    static List<HostileCase> ids() {
        List<HostileCase> cases = new ArrayList<>();
        for (String id : List.of(
                "\"\"",
                "\" \"",
                "\"-t\"",
                "\"a b\"",
                "\"../etc\"",
                "\"" + "a".repeat(129) + "\"",
                "\"t\\u0000\"",
                "\"té\"",
                "\"💥\"",
                "\"'; DROP TABLE stores; --\"",
                "\"${jndi:ldap://x}\"",
                "\"\\ud800\"",
                "1",
                "null",
                "[\"cup\"]")) {
            cases.add(VOID.with("\"inventoryStockId\": \"cup\"", "\"inventoryStockId\": " + id));
            cases.add(TRANSFER.with("\"fromStockId\": \"cup\"", "\"fromStockId\": " + id));
            cases.add(TRANSFER.with("\"toStockId\": \"cup\"", "\"toStockId\": " + id));
            cases.add(TRANSFER.with("\"fromStoreId\": \"cebu\"", "\"fromStoreId\": " + id));
            cases.add(TRANSFER.with("\"toStoreId\": \"mandaue\"", "\"toStoreId\": " + id));
        }
        cases.add(TRANSFER.with("mandaue", "cebu"));
        return cases;
    }

    static List<HostileCase> times() {
        List<HostileCase> cases = new ArrayList<>();
        for (String time : List.of(
                "1",
                "\"\"",
                "\"yesterday\"",
                "\"2026-01-01\"",
                "\"2026-01-01T00:00:00\"",
                "\"1970-01-01T00:00:00Z\"",
                "\"0000-01-01T00:00:00Z\"",
                "\"-999999999-01-01T00:00:00Z\"",
                "\"9999-12-31T23:59:59Z\"",
                "\"+999999999-12-31T23:59:59Z\"",
                "\"" + Instant.now().plus(Duration.ofMinutes(30)) + "\"",
                "\"" + Instant.now().minus(Duration.ofHours(73)) + "\"",
                "\"" + Instant.now().minus(Duration.ofDays(31)) + "\"",
                "{}")) {
            cases.add(COUNT.with("\"countedAt\": null", "\"countedAt\": " + time));
        }
        for (String at : List.of(
                "",
                "yesterday",
                "2026-01-01",
                "%00",
                "-999999999-01-01T00:00:00Z",
                "%2B999999999-12-31T23:59:59Z",
                "9999-12-31T23:59:59Z",
                "2026-01-01T00:00:00Z&at=2026-01-02T00:00:00Z")) {
            cases.add(new HostileCase("at " + at, new RawRequest("GET", CUP + "?at=" + at).bytes(), 400, MALFORMED));
        }
        return cases;
    }

    static List<HostileCase> lines() {
        List<HostileCase> cases = new ArrayList<>();
        for (String lines : List.of("[]", "{}", "1", "\"cup\"", "[null]", "[1]", "[[]]", "[{}]", "[".repeat(100))) {
            cases.add(VOID.with("[" + LINE + "]", lines));
            cases.add(TRANSFER.with("[" + PARCEL + "]", lines));
        }
        for (int more : List.of(200, 5_000)) {
            cases.add(VOID.with(LINE, LINE + ("," + LINE).repeat(more)));
            cases.add(TRANSFER.with(PARCEL, PARCEL + ("," + PARCEL).repeat(more)));
        }
        cases.add(TRANSFER.with("[" + PARCEL + "]", "null"));
        cases.add(VOID.with(LINE, LINE.replace("}", ", \"quantity\": 2}")));
        cases.add(TRANSFER.with(PARCEL, PARCEL.replace("}", ", \"quantity\": 2}")));
        cases.add(VOID.with(LINE, LINE.replace("}", ", \"ingredientName\": \"Cup\"}")));
        cases.add(TRANSFER.with(PARCEL, PARCEL.replace("}", ", \"unit\": \"piece\"}")));
        return cases;
    }

    static List<HostileCase> keys() {
        List<HostileCase> cases = new ArrayList<>();
        for (Call call : CALLS) {
            cases.add(new HostileCase(
                    call.name() + " without a key",
                    new RawRequest("POST", call.path()).json(call.body()).bytes(),
                    400,
                    "idempotency-key-missing"));
            for (String key : List.of("a b", "clé", "k".repeat(201), "\"\"")) {
                cases.add(new HostileCase(
                        call.name() + " key " + HostileCase.shortened(key),
                        post(call.path(), key, call.body()),
                        400,
                        MALFORMED));
            }
        }
        return cases;
    }

    static List<HostileCase> addresses() {
        List<HostileCase> cases = new ArrayList<>();
        for (String version : List.of(
                "0", "-2", "+2", "02", "2.0", "2e0", "x", "%00", "%32%20", "99999999999999999999", "2;a=b", "%2e%2e")) {
            cases.add(new HostileCase(
                    "version " + version,
                    post(CUP + "/movements/" + version + "/reversal", "k", REVERSAL.body()),
                    400,
                    MALFORMED));
        }
        for (Call call : List.of(VOID, RECEIPT, ADJUSTMENT, WASTE, COUNT, REVERSAL)) {
            for (String id : List.of("-cebu", "a%20b", "%27%20OR%201=1", "c%C3%A9", "a".repeat(129))) {
                cases.add(new HostileCase(
                        call.name() + " store " + HostileCase.shortened(id),
                        post(call.path().replace("cebu", id), "k", call.body()),
                        400,
                        MALFORMED));
                cases.add(new HostileCase(
                        call.name() + " id " + HostileCase.shortened(id),
                        post(call.path().replaceFirst("(cup|sold)", id), "k", call.body()),
                        400,
                        MALFORMED));
            }
            cases.add(new HostileCase(
                    call.name() + " of no store",
                    post(call.path().replace("cebu", "ghost"), "k", call.body()),
                    404,
                    "not-found"));
        }
        for (Call call : CALLS) {
            cases.add(new HostileCase(
                    "GET " + call.name(), new RawRequest("GET", call.path()).bytes(), 405, "method-not-allowed"));
            cases.add(new HostileCase(
                    call.name() + " without a token",
                    new String(post(call.path(), "k", call.body()), StandardCharsets.ISO_8859_1)
                            .replace("Authorization: Bearer " + TestServer.TOKEN + "\r\n", "")
                            .getBytes(StandardCharsets.ISO_8859_1),
                    401,
                    "unauthenticated"));
        }
        return cases;
    }

    static List<HostileCase> encodings() {
        List<HostileCase> cases = new ArrayList<>();
        for (Call call : CALLS) {
            for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "*/*")) {
                cases.add(new HostileCase(
                        call.name() + " as " + type,
                        new RawRequest("POST", call.path())
                                .header("Idempotency-Key", "k")
                                .header("Content-Type", type)
                                .body(call.body().getBytes(StandardCharsets.UTF_8))
                                .bytes(),
                        415,
                        "unsupported-media-type"));
            }
            byte[] broken = call.body().getBytes(StandardCharsets.UTF_8);
            broken[3] = (byte) 0xC3;
            cases.add(new HostileCase(
                    call.name() + " in broken UTF-8",
                    new RawRequest("POST", call.path())
                            .header("Idempotency-Key", "k")
                            .header("Content-Type", "application/json")
                            .body(broken)
                            .bytes(),
                    400,
                    MALFORMED));
        }
        return cases;
    }

    private static byte[] post(String path, String key, String body) {
        return new RawRequest("POST", path)
                .header("Idempotency-Key", key)
                .json(body)
                .bytes();
    }
}
