package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.openapi.Described;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.RoleTable;
import io.atomicinventory.server.testing.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** API1: every path with an id, with objects that are really there, and are another store's. */
class ObjectLevelTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final List<String> ROLES = List.of("manager", "cashier", "device", "auditor");

    private static Vault own;
    private static Vault other;
    private static String tokenId;
    private static Map<String, String> tokens;

    @BeforeAll
    static void open() {
        own = Vault.open(SERVER);
        other = Vault.open(SERVER);
        tokens = new TreeMap<>();
        Http admin = SERVER.http();
        Tokens.secret(admin, other.mark(), "device", other.storeId());
        tokenId = admin.get("/api/v1/tokens?limit=1&after=" + other.mark())
                .json()
                .at("/items/0/tokenId")
                .asString();
        assertThat(tokenId).startsWith(other.mark());
        assertThat(admin.post(
                                "/api/v1/people",
                                "{\"personId\": \"%1$s\", \"name\": \"%1$s\", \"role\": \"cashier\", \"stores\": [\"%2$s\"], \"password\": \"a long password\"}"
                                        .formatted(other.mark(), other.storeId()))
                        .status())
                .isEqualTo(201);
        ROLES.forEach(role -> tokens.put(role, Tokens.secret(SERVER.http(), role, role, own.storeId())));
    }

    private static HostileCase as(String role, Call call, int status, String slug) {
        return new HostileCase(
                role + " " + call.id() + " " + call,
                call.request().as(tokens.get(role)).bytes(),
                status,
                slug);
    }

    /** The other store's own addresses. */
    static List<HostileCase> addresses() {
        List<HostileCase> cases = new ArrayList<>();
        ROLES.forEach(role -> other.calls().forEach(call -> cases.add(as(role, call, 403, "forbidden"))));
        return cases;
    }

    /** The other store's objects below the address of one's own: there are none such. */
    static List<HostileCase> borrowed() {
        Map<String, List<String>> table = RoleTable.read();
        List<HostileCase> cases = new ArrayList<>();
        for (String role : ROLES) {
            for (Call call : other.callsBelow(own.storeId())) {
                boolean hasObject =
                        call.path().contains(other.mark()) || call.path().contains(other.queueId());
                if (hasObject || call.body().contains("\"stockId\"")) {
                    boolean may = table.get(call.id()).contains(role);
                    cases.add(may ? as(role, call, 404, "not-found") : as(role, call, 403, "forbidden"));
                }
            }
        }
        return cases;
    }

    /** What is the chain's own: tokens, people, and what goes across stores. */
    static List<HostileCase> chain() {
        String line = "{\"fromStockId\": \"%s\", \"toStockId\": \"%s\", \"quantity\": 1}";
        String transfer = "{\"fromStoreId\": \"%s\", \"toStoreId\": \"%s\", \"lines\": [" + line + "]}";
        String stock = "store_id,stock_id,item,unit,quantity,reorder_level,allow_negative\n";
        String a = own.storeId();
        String b = other.storeId();
        List<HostileCase> cases = new ArrayList<>();
        for (String role : ROLES) {
            for (Call call : List.of(
                    Call.json("transfer", "POST", "/api/v1/transfers", transfer.formatted(a, b, "cup", "cup")),
                    Call.json("transfer", "POST", "/api/v1/transfers", transfer.formatted(b, a, "cup", "cup")),
                    Call.json(
                            "transfer",
                            "POST",
                            "/api/v1/transfers",
                            transfer.formatted(b, a, other.stockId(), own.stockId())),
                    Call.json("transfer", "POST", "/api/v1/transfers", transfer.formatted(b, b, "cup", "cream")),
                    new Call(
                            "importStock",
                            "POST",
                            "/api/v1/import/stock",
                            "text/csv",
                            stock + b + ",cup,cup,piece,1,,\n"),
                    new Call(
                            "importStock",
                            "POST",
                            "/api/v1/import/stock",
                            "text/csv",
                            stock + a + ",cup,cup,piece,1,,\n" + b + ",cup,cup,piece,1,,\n"),
                    new Call(
                            "importMappings",
                            "POST",
                            "/api/v1/import/mappings",
                            "text/csv",
                            "store_id,ingredient,unit,stock_id,factor\n" + b + ",Cup,piece,cup,2\n"),
                    new Call(
                            "importMenu",
                            "POST",
                            "/api/v1/import/menu",
                            "text/csv",
                            "product_id,product_name,category,ingredient,unit,quantity\namericano,A,C,Cup,piece,9\n"),
                    Call.json(
                            "saveProduct",
                            "PUT",
                            "/api/v1/products/americano",
                            "{\"name\": \"A\", \"ingredients\": [{\"name\": \"Cup\", \"unit\": \"piece\", \"quantity\":"
                                    + " 1}]}"),
                    Call.read("listAudit", "/api/v1/audit?storeId=" + b),
                    Call.read("listTokens", "/api/v1/tokens"),
                    Call.read("listPeople", "/api/v1/people"),
                    Call.read("findPerson", "/api/v1/people/" + other.mark()),
                    new Call("revokeToken", "DELETE", "/api/v1/tokens/" + tokenId, "", ""),
                    Call.json(
                            "changePassword",
                            "PUT",
                            "/api/v1/people/" + other.mark() + "/password",
                            "{\"password\": \"a long password\"}"))) {
                cases.add(as(role, call, 403, "forbidden"));
            }
        }
        Call within = Call.json(
                "transfer", "POST", "/api/v1/transfers", transfer.formatted(a, a, other.stockId(), own.stockId()));
        cases.add(as("manager", within, 400, "malformed-request"));
        return cases;
    }

    static Stream<HostileCase> cases() {
        return Stream.of(addresses(), borrowed(), chain()).flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void I3_anObjectOfAnotherStoreIsNeitherShownNorChanged(HostileCase hostile) {
        other.requireUnseen(hostile.text(), hostile.requireRefused(SERVER));
    }

    @Test
    void everyOperationOfAStoreIsTried() {
        List<String> ids = Described.all(SERVER.anonymous().get("/v3/api-docs").json()).stream()
                .filter(operation -> operation.path().contains("{storeId}"))
                .map(operation -> operation.json().path("operationId").asString())
                .toList();
        assertThat(own.calls().stream().map(Call::id)).containsExactlyInAnyOrderElementsOf(ids);
    }

    /** Otherwise the cases above would prove nothing. */
    @Test
    void theSameRequestsAreDoneForWhoMay() {
        for (Call call : Vault.open(SERVER).calls()) {
            RawHttp.Answer answer =
                    new RawHttp(SERVER.url()).send(call.request().bytes());
            assertThat(answer.status())
                    .as(call + ": " + answer)
                    .isIn(call.id().equals("rejectQueued") ? List.of(409) : List.of(200, 201, 202, 204));
        }
    }

    @Test
    void thePageKnowsThem() {
        SecurityPage.requireKept(getClass(), (int) cases().count());
    }
}
