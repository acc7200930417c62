package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.RawRequest;
import io.atomicinventory.server.testing.Tokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** API1: the ways to say another store's name so that it might be overlooked. Everything is asked by a manager. */
class ForeignAddressTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static Vault own;
    private static Vault other;
    private static String token;

    @BeforeAll
    static void open() {
        own = Vault.open(SERVER);
        other = Vault.open(SERVER);
        token = Tokens.secret(SERVER.http(), "sly", "manager", own.storeId());
    }

    /** Addresses of the other store, written so that one's own store, or none, might be read in them. */
    static List<HostileCase> spellings() {
        String a = own.storeId();
        String b = other.storeId();
        List<HostileCase> cases = new ArrayList<>();
        for (String malformed : List.of(
                a + "/../" + b,
                a + "/%2e%2e/" + b,
                a + "%2f..%2f" + b,
                a + "%252f..%252f" + b,
                a + "\\..\\" + b,
                a + "%5c..%5c" + b,
                a + "/./../" + b,
                a + "//" + b,
                "/" + b,
                "./" + b,
                b + "/.",
                b + ";storeId=" + a,
                a + ";storeId=" + b,
                a + "%3bstoreId=" + b,
                a + "%00" + b,
                a + "%0a" + b,
                a + "%0d%0aX-Store:" + b,
                b + "%",
                b + "%2",
                b + "%zz",
                a + "|" + b,
                b + "%u002f",
                "%c0%ae%c0%ae/" + b,
                a + "%ff" + b)) {
            each(cases, malformed, 400, "malformed-request");
        }
        for (String foreign : List.of(
                b,
                b.replaceFirst("s", "%73"),
                b.toUpperCase(Locale.ROOT),
                b + ".json",
                b + ".",
                b + "%20",
                "%20" + b,
                b + "%09",
                a + "," + b,
                b + "," + a,
                a + "%2b" + b,
                a + "+" + b,
                a + "%E2%80%8B",
                "%EF%BC%8A",
                a.replace('-', '_'),
                "*",
                "-",
                "_",
                "null",
                "undefined",
                "%7BstoreId%7D",
                "all",
                a + "&storeId=" + b,
                b + "%23" + a,
                b + "%3f" + a)) {
            each(cases, foreign, 403, "forbidden");
        }
        return cases;
    }

    private static void each(List<HostileCase> cases, String store, int status, String slug) {
        String stock = "/api/v1/stores/" + store + "/stock/" + other.stockId();
        cases.add(new HostileCase("GET " + stock, get(stock).bytes(), status, slug));
        cases.add(new HostileCase(
                "POST " + stock + "/receipts",
                new RawRequest("POST", stock + "/receipts")
                        .as(token)
                        .header("Idempotency-Key", "spelt")
                        .json("{\"quantity\": 1}")
                        .bytes(),
                status,
                slug));
    }

    /** Below one's own store: what stands behind it must not lead out of it. */
    static List<HostileCase> tails() {
        String path = "/api/v1/stores/" + own.storeId();
        String b = other.storeId();
        List<HostileCase> cases = new ArrayList<>();
        for (String tail : List.of(
                "/stock/../../" + b + "/stock",
                "/stock/..%2f..%2f" + b + "%2fstock",
                "/stock/%2e%2e/%2e%2e/" + b + "/stock",
                "/stock/" + other.stockId() + ";storeId=" + b,
                "/stock/" + other.stockId() + "%2f",
                "/stock/" + other.stockId() + "%00",
                "/queue/" + other.queueId() + "/../../../" + b + "/queue",
                "/stock?limit=1&limit=2",
                "/audit?storeId=" + b + "#",
                "/stock/%2e%2e%2f",
                "/stock/" + b + "%2f" + other.stockId())) {
            cases.add(new HostileCase("GET " + path + tail, get(path + tail).bytes(), 400, "malformed-request"));
        }
        for (String tail : List.of(
                "/stock/" + other.stockId(),
                "/stock/" + other.stockId() + "?storeId=" + b,
                "/stock/" + other.stockId() + "/",
                "/stock/" + b + "/" + other.stockId(),
                "/queue/" + other.queueId() + "?store=" + b,
                "/queue/" + other.queueId() + "/",
                "/queue/" + other.queueId().toUpperCase(Locale.ROOT),
                "/deductions/" + other.transactionId() + "?storeId=" + b,
                "/deductions/" + other.key(),
                "/stock/" + other.stockId() + "/movements?storeId=" + b,
                "/stores/" + b + "/stock",
                "/" + b + "/stock",
                "/Stock/" + other.stockId(),
                "/stock.json",
                "/stock/" + other.stockId() + "/movements/1")) {
            cases.add(new HostileCase("GET " + path + tail, get(path + tail).bytes(), 404, "not-found"));
        }
        for (String audit : List.of(b, b + "&storeId=" + b)) {
            cases.add(new HostileCase(
                    "GET the audit trail of " + audit,
                    get("/api/v1/audit?storeId=" + audit).bytes(),
                    403,
                    "forbidden"));
        }
        return cases;
    }

    /** Bodies that name the other store beside the path: no member is overlooked. */
    static List<HostileCase> bodies() {
        List<HostileCase> cases = new ArrayList<>();
        for (Call call : own.calls()) {
            if (call.isJson() && call.body().startsWith("{") && !call.id().startsWith("save")) {
                for (String member : List.of("storeId", "store_id", "stores")) {
                    String body = call.body()
                            .replaceFirst("\\{", "{\"" + member + "\": \"" + other.storeId() + "\", ")
                            .replace(", }", "}");
                    cases.add(new HostileCase(
                            call + " " + member,
                            call.withBody(body).request().as(token).bytes(),
                            400,
                            "malformed-request"));
                }
            }
        }
        return cases;
    }

    static Stream<HostileCase> refused() {
        return Stream.of(spellings(), tails(), bodies()).flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void I3_howeverItIsWrittenAnotherStoreIsRefused(HostileCase hostile) {
        other.requireUnseen(hostile.text().replace("%73", "s"), hostile.requireRefused(SERVER));
    }

    /** Lists of one's own store, asked in ways that name the other beside it: its positions, its name. */
    static List<String> beside() {
        String path = "/api/v1/stores/" + own.storeId();
        Http admin = SERVER.http();
        String foreign = "/api/v1/stores/" + other.storeId();
        List<String> asked = new ArrayList<>();
        for (String list : List.of("/stock", "/mappings", "/queue", "/deductions", "/stock/cup/movements")) {
            for (String query : List.of("storeId", "store_id", "store", "stores", "tenant")) {
                asked.add(path + list + "?" + query + "=" + other.storeId());
            }
            String next =
                    admin.get(foreign + list + "?limit=1").json().path("next").asString("");
            if (!next.isEmpty()) {
                asked.add(path + list + "?after=" + encoded(next));
            }
        }
        asked.add("/api/v1/stores?after=" + own.storeId() + "&storeId=" + other.storeId());
        asked.add("/api/v1/stores?after=");
        asked.add(path + "/stock?after=" + other.stockId());
        asked.add(path + "/stock?after=" + other.storeId() + "%7C" + other.stockId());
        asked.add(path + "/export/stock?storeId=" + other.storeId());
        asked.add(path + "/export/deductions?storeId=" + other.storeId());
        asked.add(path + "/health?storeId=" + other.storeId());
        return asked;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("beside")
    void I3_anotherStoresPositionOrNameBesideThePathShowsNothingOfIt(String path) {
        Untouched before = Untouched.now(SERVER);
        RawHttp.Answer answer = new RawHttp(SERVER.url()).send(get(path).bytes());
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        other.requireUnseen(path, answer);
        assertThat(answer.body()).doesNotContain(other.mark() + "\"");
        before.require(SERVER);
    }

    static List<String> headers() {
        return List.of(
                "X-Store-Id",
                "X-Store",
                "Store-Id",
                "X-Tenant-Id",
                "X-Original-URL",
                "X-Rewrite-URL",
                "X-Forwarded-Path",
                "X-Forwarded-Prefix",
                "X-Forwarded-User",
                "X-Remote-User",
                "X-User",
                "X-Role",
                "X-Stores",
                "Cookie",
                "Forwarded",
                "Referer",
                "X-HTTP-Method-Override",
                "X-Custom-IP-Authorization");
    }

    @ParameterizedTest
    @MethodSource("headers")
    void I3_noHeaderLeadsToAnotherStore(String header) {
        String foreign = "/api/v1/stores/" + other.storeId() + "/stock/" + other.stockId();
        String ownPath = "/api/v1/stores/" + own.storeId() + "/stock";
        RawHttp raw = new RawHttp(SERVER.url());
        for (String value : List.of(other.storeId(), foreign, "admin", "storeId=" + other.storeId(), "DELETE")) {
            RawHttp.Answer answer = raw.send(get(ownPath).header(header, value).bytes());
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            other.requireUnseen("", answer);
            new HostileCase(header, get(foreign).header(header, own.storeId()).bytes(), 403, "forbidden")
                    .requireRefused(SERVER);
        }
    }

    @Test
    void thePageKnowsThem() {
        SecurityPage.requireKept(
                getClass(),
                (int) refused().count() + beside().size() + headers().size());
    }

    private static RawRequest get(String path) {
        return new RawRequest("GET", path).as(token);
    }
}
