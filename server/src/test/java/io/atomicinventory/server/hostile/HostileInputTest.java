package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.RawRequest;
import io.atomicinventory.server.testing.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a careless program or an attacker may send. Each has its status and slug, changes no row, and shows nothing
 * of what is inside.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String SALES = "/api/v1/stores/cebu/deductions";

    private static RawHttp raw() {
        return new RawHttp(SERVER.url());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"sales", "fields", "addresses", "encodings", "spreadsheets", "protocol"})
    void isRefusedAndChangesNothing(HostileCase hostile) {
        hostile.requireRefused(SERVER);
    }

    @Test
    void thereAreAtLeastNinety() {
        assertThat(Stream.of(sales(), fields(), addresses(), encodings(), spreadsheets(), protocol())
                        .mapToInt(List::size)
                        .sum())
                .isGreaterThanOrEqualTo(90);
    }

    @Test
    void aSlowBodyIsWaitedForAndTaken() throws Exception {
        byte[] sale = deduct(
                "slow", "{\"transactionId\": \"slow\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}");
        assertThat(raw().sendSlowly(sale, 5, 100).status()).isEqualTo(201);
    }

    @Test
    void aRefusalThatRestsOnTheMenuOrTheStockIsTheOnlyThingThatIsRecorded() {
        String before = HostileCase.books(SERVER);
        String outcomes = SERVER.database().value("SELECT count(*) FROM inventory_deduction_idempotency");
        RawHttp.Answer answer = raw().send(deduct("recorded", sale("'; DROP TABLE stores; --", "ghost", "1")));
        assertThat(answer.slug()).isEqualTo("malformed-request");
        assertThat(raw().send(deduct("recorded", sale("recorded", "ghost", "1")))
                        .slug())
                .isEqualTo("unknown-product");
        assertThat(HostileCase.books(SERVER)).isEqualTo(before);
        assertThat(Integer.parseInt(SERVER.database().value("SELECT count(*) FROM inventory_deduction_idempotency")))
                .isEqualTo(Integer.parseInt(outcomes) + 1);
    }

    static List<HostileCase> sales() {
        List<HostileCase> cases = new ArrayList<>();
        for (String body : List.of(
                "",
                "{",
                "}",
                "null",
                "[]",
                "1",
                "\"text\"",
                "{}",
                "{\"transactionId\": ",
                "{'transactionId': 't'}",
                "{\"transactionId\": \"t\", \"transactionId\": \"u\", \"items\": []}",
                "{\"transactionId\": \"t\", \"items\": [{\"productId\": \"a\", \"productId\": \"b\", \"quantity\": 1}]}",
                "{\"transactionId\": \"t\", \"items\": null}",
                "{\"transactionId\": \"t\", \"items\": {}}",
                "{\"transactionId\": \"t\", \"items\": []}",
                "{\"transactionId\": \"t\", \"items\": [null]}",
                "{\"transactionId\": \"t\", \"items\": [[]]}",
                "{\"transactionId\": \"t\", \"items\": [1]}",
                sale("t", "americano", "1") + "trailing",
                sale("t", "americano", "1").replace("}]}", "}], \"admin\": true}"),
                sale("t", "americano", "1").replace("\"quantity\"", "\"__proto__\": {}, \"quantity\""),
                "[".repeat(5000),
                "{\"a\":".repeat(5000),
                "{\"transactionId\": \"t\", \"items\": " + "[".repeat(100) + "]".repeat(100) + "}",
                "{\"transactionId\": \"t\", \"items\": [" + item("americano", "1")
                        + ("," + item("americano", "1")).repeat(9_999) + "]}",
                "{\"transactionId\": \"t\", \"items\": [" + item("americano", "1")
                        + ("," + item("americano", "1")).repeat(200) + "]}",
                "{\"transactionId\": \"t\", \"items\": [" + item("americano", "1000000") + "," + item("americano", "1")
                        + "]}")) {
            cases.add(new HostileCase(
                    "body " + HostileCase.shortened(body), deduct("k", body), 400, "malformed-request"));
        }
        return cases;
    }

    static List<HostileCase> fields() {
        List<HostileCase> cases = new ArrayList<>();
        for (String quantity : List.of(
                "null",
                "0",
                "-1",
                "-0.0001",
                "1000000.0001",
                "1000001",
                "1e400",
                "1e7",
                "1e-400",
                "1e999999999999",
                "NaN",
                "Infinity",
                "-Infinity",
                "0x10",
                "01",
                "1.00001",
                "0.00005",
                "\"\"",
                "\"one\"",
                "\"1e3\"",
                "\"NaN\"",
                "\" 1\"",
                "\"1,5\"",
                "\"١\"",
                "true",
                "[]",
                "{}",
                "99999999999999999999999999",
                "\"0.12345\"",
                "1".repeat(500))) {
            cases.add(new HostileCase(
                    "quantity " + HostileCase.shortened(quantity),
                    deduct("k", sale("t", "americano", quantity)),
                    400,
                    "malformed-request"));
        }
        for (String id : List.of(
                "",
                " ",
                "-t",
                ".t",
                "a b",
                "a/b",
                "../etc",
                "a".repeat(129),
                "t\\u0000",
                "t\\n",
                "té",
                "💥",
                "' OR '1'='1",
                "'; DROP TABLE stores; --",
                "{{7*7}}",
                "${jndi:ldap://x}",
                "<script>",
                "%00",
                "\\ud800")) {
            cases.add(new HostileCase(
                    "transaction " + HostileCase.shortened(id),
                    deduct("k", sale(id, "americano", "1")),
                    400,
                    "malformed-request"));
            cases.add(new HostileCase(
                    "product " + HostileCase.shortened(id), deduct("k", sale("t", id, "1")), 400, "malformed-request"));
        }
        for (String member : List.of(
                "\"userId\": \"\"",
                "\"userId\": 1",
                "\"userId\": \"a\\u0000\"",
                "\"userId\": \"" + "u".repeat(201) + "\"",
                "\"userId\": \"\\u001b[31m\"",
                "\"occurredAt\": 1",
                "\"occurredAt\": \"yesterday\"",
                "\"occurredAt\": \"2026-01-01\"",
                "\"occurredAt\": \"2026-01-01T00:00:00\"",
                "\"occurredAt\": \"1970-01-01T00:00:00Z\"",
                "\"occurredAt\": \"9999-12-31T23:59:59Z\"",
                "\"occurredAt\": \"+999999999-12-31T23:59:59Z\"")) {
            String body =
                    sale("t", "americano", "1").replaceFirst("\\{", "{" + Matcher.quoteReplacement(member) + ", ");
            cases.add(new HostileCase(
                    "member " + HostileCase.shortened(member), deduct("k", body), 400, "malformed-request"));
        }
        String good = sale("t", "americano", "1");
        cases.add(new HostileCase("key missing", post(SALES).json(good).bytes(), 400, "idempotency-key-missing"));
        for (String key : List.of("a b", "clé", "k".repeat(201), "\"\"", "a\tb")) {
            cases.add(new HostileCase(
                    "key " + HostileCase.shortened(key),
                    post(SALES).header("Idempotency-Key", key).json(good).bytes(),
                    400,
                    "malformed-request"));
        }
        return cases;
    }

    static List<HostileCase> addresses() {
        List<HostileCase> cases = new ArrayList<>();
        for (String path : List.of(
                "/api/v1/stores/%2e%2e/stock",
                "/api/v1/stores/../stores",
                "/api/v1//stores",
                "/api/v1/stores/cebu%2fstock",
                "/api/v1/stores/cebu;a=b/stock",
                "/api/v1/stores/%00/stock",
                "/api/v1/stores/cebu%0d%0aX:1/stock",
                "/api/v1/stores/%25/stock",
                "/api/v1/stores/a'%20OR%201=1/stock",
                "/api/v1/stores/cebu/stock?limit=0",
                "/api/v1/stores/cebu/stock?limit=1001",
                "/api/v1/stores/cebu/stock?limit=-1",
                "/api/v1/stores/cebu/stock?limit=9999999999999",
                "/api/v1/stores/cebu/stock?limit=x",
                "/api/v1/stores/cebu/stock?after=%00",
                "/api/v1/stores/cebu/deductions?from=yesterday",
                "/api/v1/stores/cebu/deductions?from=%2B999999999-01-01T00:00:00Z",
                "/api/v1/stores/cebu/deductions?after=nonsense",
                "/api/v1/stores/cebu/stock/croissant/movements?after=x",
                "/api/v1/stores/cebu/queue?status=",
                "/api/v1/stores/cebu/queue?status=lost",
                "/api/v1/stores/cebu/queue?status=PENDING",
                "/api/v1/stores/cebu/queue?status=pending&status=approved",
                "/api/v1/stores/cebu/queue?limit=0",
                "/api/v1/stores/cebu/queue?after=nonsense",
                "/api/v1/stores/cebu/queue?after=%2B999999999-12-31T23:59:59Z_q",
                "/api/v1/stores/cebu/queue/-q",
                "/api/v1/stores/cebu/queue/%00/preview",
                "/api/v1/stores/%20/health",
                "/api/v1/stores/-/metrics/queue",
                "/api/v1/stores/cebu/stock?limit=%")) {
            cases.add(new HostileCase("GET " + path, get(path).bytes(), 400, "malformed-request"));
        }
        for (String path : List.of(
                "/",
                "/api",
                "/api/v2/stores",
                "/api/v1/stores/cebu/stock/ghost",
                "/api/v1/stores/ghost/stock",
                "/api/v1/products/ghost",
                "/api/v1/stores/cebu/deductions/ghost",
                "/api/v1/stores/cebu/queue/ghost",
                "/api/v1/stores/cebu/queue/sync",
                "/api/v1/stores/cebu/queue/ghost/preview",
                "/api/v1/stores/ghost/queue",
                "/api/v1/stores/ghost/health",
                "/api/v1/stores/ghost/metrics/queue",
                "/actuator/env",
                "/actuator/heapdump",
                "/.env",
                "/API/V1/STORES",
                "/error.html")) {
            cases.add(new HostileCase("GET " + path, get(path).bytes(), 404, "not-found"));
        }
        cases.add(new HostileCase(
                "DELETE stores", new RawRequest("DELETE", "/api/v1/stores").bytes(), 405, "method-not-allowed"));
        cases.add(new HostileCase(
                "POST a product", post("/api/v1/products/americano").json("{}").bytes(), 405, "method-not-allowed"));
        cases.add(new HostileCase(
                "no token",
                without(get("/api/v1/stores").bytes(), "Authorization: Bearer " + TestServer.TOKEN + "\r\n"),
                401,
                "unauthenticated"));
        cases.add(new HostileCase(
                "accepts XML only",
                get("/api/v1/stores").header("Accept", "application/xml").bytes(),
                406,
                "not-acceptable"));
        return cases;
    }

    static List<HostileCase> encodings() {
        String good = sale("t", "americano", "1");
        List<HostileCase> cases = new ArrayList<>();
        for (String type : List.of(
                "text/plain",
                "text/csv",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=utf-16",
                "application/json; charset=nonsense",
                "nonsense",
                "*/*",
                "application/*")) {
            cases.add(new HostileCase(
                    "content type " + type,
                    post(SALES)
                            .header("Idempotency-Key", "k")
                            .header("Content-Type", type)
                            .body(good.getBytes(StandardCharsets.UTF_8))
                            .bytes(),
                    415,
                    "unsupported-media-type"));
        }
        cases.add(new HostileCase(
                "gzip",
                post(SALES)
                        .header("Idempotency-Key", "k")
                        .header("Content-Type", "application/json")
                        .header("Content-Encoding", "gzip")
                        .body(gzip(good))
                        .bytes(),
                415,
                "unsupported-media-type"));
        for (var charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)) {
            cases.add(new HostileCase(
                    "bytes in " + charset,
                    post(SALES)
                            .header("Idempotency-Key", "k")
                            .header("Content-Type", "application/json")
                            .body(good.getBytes(charset))
                            .bytes(),
                    400,
                    "malformed-request"));
        }
        byte[] broken = good.getBytes(StandardCharsets.UTF_8);
        broken[20] = (byte) 0xC3;
        cases.add(new HostileCase(
                "broken UTF-8",
                post(SALES)
                        .header("Idempotency-Key", "k")
                        .header("Content-Type", "application/json")
                        .body(broken)
                        .bytes(),
                400,
                "malformed-request"));
        cases.add(new HostileCase(
                "2 MB",
                deduct("k", "{\"transactionId\": \"" + "t".repeat(2_000_000) + "\"}"),
                413,
                "payload-too-large"));
        return cases;
    }

    static List<HostileCase> spreadsheets() {
        String menu = "product_id,product_name,category,ingredient,unit,quantity\n";
        String stock = "store_id,stock_id,item,unit,quantity,reorder_level,allow_negative\n";
        List<HostileCase> cases = new ArrayList<>();
        for (String text : List.of(
                "",
                "\n\n",
                "a,b,c\n1,2,3\n",
                menu + "x\n",
                menu + "x,X,C,Milk,liter,1,extra\n",
                menu + "x,X,C,Milk,liter,NaN\n",
                menu + "x,X,C,Milk,liter,1e400\n",
                menu + "x,X,C,Milk,liter,-1\n",
                menu + "x,X,C,Milk,liter,0.00001\n",
                menu + "=1+1,X,C,Milk,liter,1\n",
                menu + "x,X,C,\"Milk,liter,1\n",
                menu + "x,X,C,Mi\u0000lk,liter,1\n",
                menu + "x," + "X".repeat(1_000_000) + ",C,Milk,liter,1\n",
                menu + "x,X,C,Mi\"lk,liter,1\nx,Y,C,Milk,liter,1\n",
                "\uFEFF\uFEFF" + menu.replace("unit", "einheit") + "x,X,C,Milk,liter,1\n",
                "product_id,product_id\n1,2\n",
                "<html></html>",
                "{\"json\": true}",
                "\u0000\u0000\u0000")) {
            cases.add(new HostileCase(
                    "menu " + HostileCase.shortened(text),
                    post("/api/v1/import/menu").csv(text).bytes(),
                    400,
                    "malformed-request"));
        }
        for (String row : List.of(
                "ghost,x,X,piece,1,,",
                "cebu,'; DROP TABLE stores; --,X,piece,1,,",
                "cebu,x,X,piece,-1,,",
                "cebu,x,X,piece,999999999999,,",
                "cebu,x,X,piece,1,,maybe",
                "cebu,croissant,X,liter,1,,")) {
            cases.add(new HostileCase(
                    "stock " + row,
                    post("/api/v1/import/stock").csv(stock + row + "\n").bytes(),
                    400,
                    "malformed-request"));
        }
        cases.add(new HostileCase(
                "mapping to another store's stock",
                post("/api/v1/import/mappings")
                        .csv("store_id,ingredient,unit,stock_id,factor\ncebu,Milk,liter,ghost,1\n")
                        .bytes(),
                400,
                "malformed-request"));
        cases.add(new HostileCase(
                "latin-1",
                post("/api/v1/import/menu")
                        .csv((menu + "x,Café,C,Milk,liter,1\n").getBytes(StandardCharsets.ISO_8859_1))
                        .bytes(),
                400,
                "malformed-request"));
        cases.add(new HostileCase(
                "gzip csv",
                post("/api/v1/import/menu")
                        .header("Content-Encoding", "gzip")
                        .csv(gzip(menu))
                        .bytes(),
                415,
                "unsupported-media-type"));
        cases.add(new HostileCase(
                "json as csv", post("/api/v1/import/menu").json("{}").bytes(), 415, "unsupported-media-type"));
        return cases;
    }

    static List<HostileCase> protocol() {
        String good = sale("t", "americano", "1");
        List<HostileCase> cases = new ArrayList<>();
        RawRequest flood = get("/api/v1/stores");
        for (int i = 0; i < 2_000; i++) {
            flood.header("X-Flood-" + i, "x");
        }
        cases.add(new HostileCase("2,000 headers", flood.bytes(), 400, "malformed-request"));
        cases.add(new HostileCase(
                "a header of 100 KB",
                get("/api/v1/stores").header("X-Large", "x".repeat(100_000)).bytes(),
                400,
                "malformed-request"));
        cases.add(new HostileCase(
                "an address of 100 KB",
                get("/api/v1/stores?after=" + "x".repeat(100_000)).bytes(),
                400,
                "malformed-request"));
        cases.add(new HostileCase(
                "no Host", without(get("/api/v1/stores").bytes(), "Host: localhost\r\n"), 400, "malformed-request"));
        cases.add(new HostileCase(
                "two lengths",
                post(SALES).header("Content-Length", "5").json(good).bytes(),
                400,
                "malformed-request"));
        cases.add(new HostileCase(
                "a negative length",
                post(SALES)
                        .withoutLength()
                        .header("Content-Length", "-5")
                        .json(good)
                        .bytes(),
                400,
                "malformed-request"));
        cases.add(new HostileCase(
                "chunks that are none",
                post(SALES)
                        .withoutLength()
                        .header("Idempotency-Key", "k")
                        .header("Transfer-Encoding", "chunked")
                        .json("zz\r\n" + good)
                        .bytes(),
                400,
                "malformed-request"));
        cases.add(new HostileCase(
                "not HTTP",
                "\u0016\u0003\u0001 hello\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1),
                400,
                "malformed-request"));
        cases.add(new HostileCase(
                "a method of its own", new RawRequest("BREW", "/api/v1/stores").bytes(), 400, "malformed-request"));
        return cases;
    }

    private static RawRequest get(String path) {
        return new RawRequest("GET", path);
    }

    private static RawRequest post(String path) {
        return new RawRequest("POST", path);
    }

    private static byte[] deduct(String key, String body) {
        return post(SALES).header("Idempotency-Key", key).json(body).bytes();
    }

    private static String sale(String transactionId, String productId, String quantity) {
        return "{\"transactionId\": \"" + transactionId + "\", \"items\": [" + item(productId, quantity) + "]}";
    }

    private static String item(String productId, String quantity) {
        return "{\"productId\": \"" + productId + "\", \"quantity\": " + quantity + "}";
    }

    private static byte[] without(byte[] request, String part) {
        return new String(request, StandardCharsets.ISO_8859_1)
                .replace(part, "")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
