package io.atomicinventory.server.problem;

import static io.atomicinventory.server.testing.Problems.requireBody;
import static io.atomicinventory.server.testing.Problems.requireProblem;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.TestServer;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.Charset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no call of the contract takes: each is refused as a problem, and nothing is done. */
class ProblemTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String SALES = "/api/v1/stores/cebu/deductions";
    private static final String STORE = "{\"name\": \"New\", \"timezone\": \"UTC\"}";

    private static String sale(String transactionId) {
        return "{\"transactionId\": \"%s\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}"
                .formatted(transactionId);
    }

    private static Http.Answer post(BodyPublisher body, String... headers) {
        var request = SERVER.http().key("k").request(SALES).POST(body);
        return Http.send(headers.length == 0 ? request : request.headers(headers));
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/v1/stores, 'GET'",
        "GET, /api/v1/stores/cebu, 'PUT'",
        "DELETE, /api/v1/products/americano, 'GET,PUT'",
        "PUT, /api/v1/stores/cebu/deductions, 'GET,POST'",
        "POST, /api/v1/stores/cebu/mappings, 'GET,PUT,DELETE'",
        "PATCH, /api/v1/stores/cebu/stock/cup, 'GET,PUT'",
        "GET, /api/v1/stores/cebu/stock/cup/receipts, 'POST'"
    })
    void anotherMethodIsRefusedWithThoseThatArePossible(String method, String path, String allowed) {
        Http.Answer answer = Http.send(SERVER.http()
                .request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(STORE)));
        requireProblem(answer, "method-not-allowed", 405);
        assertThat(answer.header("Allow").split(",\\s*", -1)).containsExactlyInAnyOrder(allowed.split(",", -1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/xml", "image/*", "application/problem+json"})
    void I1_anAnswerThatIsNotAcceptableIsRefusedBeforeAnythingIsDone(String accept) {
        String store = Shops.open(SERVER.cafe());
        Http picky = SERVER.http().with("Accept", accept);
        String root = "/api/v1/stores/" + store;
        requireProblem(picky.key("k").post(root + "/deductions", sale("t")), "not-acceptable", 406);
        requireProblem(picky.post(root + "/deductions/batch", "{\"deductions\": [{}]}"), "not-acceptable", 406);
        requireProblem(picky.key("k").post(root + "/stock/cup/receipts", "{\"quantity\": 1}"), "not-acceptable", 406);
        requireProblem(picky.put("/api/v1/stores/picky", STORE), "not-acceptable", 406);
        requireProblem(picky.delete(root + "/mappings?ingredient=Cup&unit=piece"), "not-acceptable", 406);
        requireProblem(picky.get("/api/v1/products"), "not-acceptable", 406);
        Http.Answer sheet = Http.send(picky.request("/api/v1/import/stock")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofString("store_id,stock_id,item,unit,quantity,reorder_level,allow_negative\n"
                        + store + ",picky,Picky,piece,1,0,false\n")));
        requireProblem(sheet, "not-acceptable", 406);

        assertThat(SERVER.http()
                        .get(root + "/stock/cup/movements")
                        .json()
                        .path("items")
                        .size())
                .isEqualTo(1);
        assertThat(SERVER.http().get(root + "/mappings").json().path("items").size())
                .isEqualTo(6);
        requireProblem(SERVER.http().get("/api/v1/stores/picky/stock"), "not-found", 404);
        requireProblem(SERVER.http().get(root + "/stock/picky"), "not-found", 404);
        for (String good : List.of("*/*", "application/*", "text/html, application/json;q=0.1")) {
            assertThat(SERVER.http().with("Accept", good).get("/api/v1/stores").status())
                    .isEqualTo(200);
        }
    }

    @Test
    void aBodyMayHaveOneMebibyteHoweverItIsSent() {
        String store = "/api/v1/stores/large";
        String most = STORE + " ".repeat(1024 * 1024 - STORE.length());
        assertThat(SERVER.http().put(store, most).status()).isEqualTo(201);
        for (String larger : List.of(most + " ", most + most)) {
            byte[] bytes = larger.getBytes(UTF_8);
            for (BodyPublisher body : List.of(
                    BodyPublishers.ofByteArray(bytes),
                    BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))) {
                Http.Answer answer = Http.send(SERVER.http()
                        .request(store)
                        .header("Content-Type", "application/json")
                        .PUT(body));
                requireProblem(answer, "payload-too-large", 413);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "text/csv",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/merge-patch+json",
                "application/octet-stream",
                "application/json; charset=utf-16",
                "application/json; charset=iso-8859-1",
                "application/json; charset=klingon",
                "json"
            })
    void aBodyOfAnotherFormatIsRefusedAndNotReadInAnyOtherWay(String contentType) {
        // The second is what a reader of our own classes would take.
        for (String body : List.of(sale("format"), "{\"json\": " + sale("format") + "}")) {
            requireProblem(
                    post(BodyPublishers.ofString(body), "Content-Type", contentType), "unsupported-media-type", 415);
        }
        requireProblem(SERVER.http().get(SALES + "/format"), "not-found", 404);
    }

    @Test
    void aBodyWithoutAFormatOrInACompressedOneIsRefused() {
        requireProblem(post(BodyPublishers.ofString(sale("format"))), "unsupported-media-type", 415);
        for (String encoding : List.of("gzip", "deflate", "br", "identity, gzip")) {
            requireProblem(
                    post(
                            BodyPublishers.ofString(sale("format")),
                            "Content-Type",
                            "application/json",
                            "Content-Encoding",
                            encoding),
                    "unsupported-media-type",
                    415);
        }
        requireProblem(SERVER.http().get(SALES + "/format"), "not-found", 404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"transactionId\": \"twice\", \"transactionId\": \"twice\", \"items\": []}",
                "{\"transactionId\": \"twice\", \"items\": [{\"productId\": \"a\", \"productId\": \"b\"}]}",
                "{} {}",
                "{} x",
                "{},",
                "{'transactionId': 't'}",
                "{transactionId: \"t\"}",
                "{\"items\": [1,]}",
                "{\"items\": [NaN]}",
                "{\"items\": [01]}",
                "{\"items\": [1e99999999999]}",
                "{\"items\": [-1e-99999999999]}",
                "// comment\n{}",
                "\uFEFF{}",
                "{\"userId\": \"a\nb\"}",
                "<sale/>",
                "transactionId=t"
            })
    void aBodyThatIsNotStrictJsonIsMalformed(String body) {
        requireProblem(
                post(BodyPublishers.ofString(body), "Content-Type", "application/json"), "malformed-request", 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "null", "true", "7", "\"text\"", "[]", "[{}]"})
    void aBodyThatIsNoObjectIsMalformed(String body) {
        Http.Answer answer = SERVER.http().put("/api/v1/stores/malformed", body);
        requireProblem(answer, "malformed-request", 400);
        assertThat(answer.errors()).containsExactly("The body must be a JSON object");
    }

    @Test
    void aBodyThatIsNotUtf8IsMalformed() {
        for (Charset charset : List.of(ISO_8859_1, UTF_16)) {
            byte[] bytes = STORE.replace("New", "Café").getBytes(charset);
            Http.Answer answer = Http.send(SERVER.http()
                    .request("/api/v1/stores/charset")
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofByteArray(bytes)));
            requireProblem(answer, "malformed-request", 400);
        }
        Http.Answer named = Http.send(SERVER.http()
                .request("/api/v1/stores/charset")
                .header("Content-Type", "application/json; charset=\"UTF-8\"")
                .PUT(BodyPublishers.ofString(STORE.replace("New", "Café"))));
        assertThat(named.status()).isEqualTo(201);
        assertThat(named.json().path("name").asString()).isEqualTo("Café");
    }

    @Test
    void whatIsTooDeepOrTooLongForAnyCallIsMalformed() {
        for (String body : List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(50_000),
                "[".repeat(17) + "]".repeat(17),
                "{\"items\": " + "1".repeat(1000) + "}",
                "{\"items\": 0." + "1".repeat(1000) + "}",
                "{\"" + "a".repeat(100_000) + "\": 1}")) {
            requireProblem(
                    post(BodyPublishers.ofString(body), "Content-Type", "application/json"), "malformed-request", 400);
        }
    }

    @Test
    void ofManyFaultsFiftyAreNamedAndNoneOfThemWithSignsThatCannotBePrinted() {
        String members = "\"\\u0000\\u001b[31m\": 1, \"\": 1, \"\\ud800\": 1, \"" + "n".repeat(1000) + "\": 1";
        Http.Answer answer = SERVER.http().put("/api/v1/stores/faults", "{" + members + "}");
        requireProblem(answer, "malformed-request", 400);
        assertThat(answer.errors()).hasSize(6).allMatch(error -> error.length() < 200);
        assertThat(answer.errors().toString().codePoints().noneMatch(Character::isISOControl))
                .isTrue();

        StringBuilder many = new StringBuilder("{\"a0\": 1");
        for (int i = 1; i < 5_000; i++) {
            many.append(", \"a").append(i).append("\": 1");
        }
        Http.Answer limited =
                SERVER.http().put("/api/v1/stores/faults", many.append('}').toString());
        requireProblem(limited, "malformed-request", 400);
        assertThat(limited.errors()).hasSize(50);
    }

    /** What is refused before any of our code runs looks no different. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/stores/a|b HTTP/1.1\r\nHost: x",
                "GET /api/v1/stores/%2F HTTP/1.1\r\nHost: x",
                "GET /api/v1/stores/%zz HTTP/1.1\r\nHost: x",
                "GET /api/v1/stores?limit=%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestServer.TOKEN,
                "GET /api/v1//stores HTTP/1.1\r\nHost: x",
                "GET /api/v1/stores;a=b HTTP/1.1\r\nHost: x",
                "GET /api/v1/../v1/stores HTTP/1.1\r\nHost: x\r\nX: \u0001",
                "FOO /api/v1/stores HTTP/1.1\r\nHost: x",
                "GET /api/v1/stores HTTP/1.1",
                "GET /api/v1/stores HTTP/9.9\r\nHost: x",
                "POST /api/v1/stores HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked",
                "POST /api/v1/stores HTTP/1.1\r\nHost: x\r\nExpect: something",
                "POST /api/v1/stores HTTP/1.1\r\nHost: x\r\nContent-Length: many",
                "POST /api/v1/stores HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2"
            })
    void whatIsHardlyHttpIsAProblemToo(String head) {
        RawHttp.Answer answer = new RawHttp(SERVER.url()).send(head + "\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.head()).containsIgnoringCase("Content-Type: application/problem+json");
        requireBody(answer.json(), "malformed-request", 400);
    }

    @Test
    void aHeadThatIsTooLongAndABrokenBodyAreProblemsToo() {
        String head = "POST " + SALES + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
                + TestServer.TOKEN + "\r\nContent-Type: application/json\r\n";
        for (String request : List.of(
                head + "X: " + "x".repeat(20_000) + "\r\n\r\n",
                head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n")) {
            RawHttp.Answer answer = new RawHttp(SERVER.url()).send(request);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.head()).containsIgnoringCase("Content-Type: application/problem+json");
            requireBody(answer.json(), "malformed-request", 400);
        }
    }
}
