package io.atomicinventory.server.security;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.access.Role;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RoleTable;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Tokens;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The table in {@code docs/roles.md}, held against the server: every operation of the API's description, with every role,
 * in the role's own store and in another.
 */
class RoleTableTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final List<String> ROLES =
            Arrays.stream(Role.values()).map(Role::code).toList();

    private static String own;
    private static String other;

    @BeforeAll
    static void open() {
        own = Shops.open(SERVER.cafe());
        other = Shops.open(SERVER.cafe());
    }

    record Operation(String id, String method, String path, String contentType) {
        boolean isOfAStore() {
            return path.contains("{storeId}");
        }

        /** A request that nothing could come of: what varies in the path is made up, and the body is empty. */
        Http.Answer send(Http http, String storeId) {
            String address = path.replace("{storeId}", storeId)
                    .replace("{version}", "1")
                    .replaceAll("\\{\\w+}", "nothing-of-the-kind");
            HttpRequest.Builder request = http.request(address);
            if (contentType.isEmpty()) {
                return Http.send(request.method(method, HttpRequest.BodyPublishers.noBody()));
            }
            String body = contentType.equals("text/csv") ? "" : "[]";
            return Http.send(request.header("Content-Type", contentType)
                    .method(method, HttpRequest.BodyPublishers.ofString(body)));
        }
    }

    private static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        JsonNode document = SERVER.anonymous().get("/v3/api-docs").json();
        document.path("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, operation) -> operations.add(new Operation(
                        operation.path("operationId").asString(),
                        method.toUpperCase(Locale.ROOT),
                        path,
                        operation.path("requestBody").path("content").propertyNames().stream()
                                .findFirst()
                                .orElse("")))));
        return operations;
    }

    @Test
    void theTableNamesEveryOperationAndNoOther() {
        assertThat(operations()).isNotEmpty();
        assertThat(RoleTable.read().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        operations().stream().map(Operation::id).toList());
    }

    static List<String> roles() {
        return ROLES;
    }

    @ParameterizedTest
    @MethodSource("roles")
    void I3_everyRoleMayDoWhatTheTableSaysInItsOwnStoreAndNothingElsewhere(String role) {
        boolean isOfAll = role.equals(Role.ADMIN.code());
        Http http = Tokens.make(SERVER.http(), "table-" + role, role, isOfAll ? "*" : own);
        Map<String, List<String>> table = RoleTable.read();
        for (Operation operation : operations()) {
            String name = role + " " + operation;
            Http.Answer answer = operation.send(http, own);
            if (table.getOrDefault(operation.id(), List.of()).contains(role)) {
                assertThat(answer.status()).as(name + ": " + answer).isNotIn(401, 403, 500);
            } else {
                requireProblem(answer, "forbidden", 403);
            }
            if (operation.isOfAStore() && !isOfAll) {
                requireProblem(operation.send(http, other), "forbidden", 403);
                Http.Answer unknown = operation.send(http, "there-is-no-such-store");
                requireProblem(unknown, "forbidden", 403);
            }
        }
    }

    /** However an address is written, it is the same call. */
    @Test
    void I3_anAddressInAnotherSpellingOpensNothing() {
        Http cashier = Tokens.make(SERVER.http(), "speller", "cashier", own);
        for (String spelling : List.of("/%61pi/v1", "/a%70i/v1", "/api/%76%31", "/%61%70%69/%76%31")) {
            for (String path : List.of("/tokens", "/people", "/audit", "/stores/" + other + "/stock")) {
                assertThat(cashier.get(spelling + path).status())
                        .as(spelling + path)
                        .isIn(400, 403, 404);
            }
            assertThat(cashier.post(spelling + "/tokens", "{\"tokenId\": \"evil\", \"role\": \"admin\"}")
                            .status())
                    .as(spelling)
                    .isIn(400, 403, 404);
        }
        assertThat(SERVER.database().value("SELECT count(*) FROM access_tokens WHERE token_id = 'evil'"))
                .isEqualTo("0");
    }

    @Test
    void I3_belowAPathOfItsOwnTheServerAsksTheSame() {
        for (String setting : List.of("server.servlet.context-path=/shop", "spring.mvc.servlet.path=/shop")) {
            try (TestServer server = TestServer.start(SERVER.database(), setting)) {
                String secret = Tokens.secret(SERVER.http(), "shopper", "cashier", own);
                Http cashier = Http.of(server.url() + "/shop", secret);
                assertThat(cashier.get("/api/v1/stores/" + own + "/stock").status())
                        .as(setting)
                        .isEqualTo(200);
                for (String path : List.of("/api/v1/tokens", "/api/v1/stores/" + other + "/stock")) {
                    assertThat(cashier.get(path).status()).as(setting + path).isEqualTo(403);
                }
            }
        }
    }

    @Test
    void optionsAreNotOffered() {
        Http.Answer answer = Http.send(
                SERVER.http().request("/api/v1/stores").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        requireProblem(answer, "method-not-allowed", 405);
    }

    @Test
    void nobodyMayDoAnythingWithoutAToken() {
        for (Operation operation : operations()) {
            requireProblem(operation.send(SERVER.anonymous(), own), "unauthenticated", 401);
        }
    }

    @Test
    void I3_aTransferTakesBothStores() {
        Http manager = Tokens.make(SERVER.http(), "one-store", "manager", own);
        String there = transfer(own, other);
        String back = transfer(other, own);
        requireProblem(manager.key("there").post("/api/v1/transfers", there), "forbidden", 403);
        requireProblem(manager.key("back").post("/api/v1/transfers", back), "forbidden", 403);

        Http both = Tokens.make(SERVER.http(), "both-stores", "manager", own, other);
        assertThat(both.key("there").post("/api/v1/transfers", there).status()).isEqualTo(201);
    }

    private static String transfer(String from, String to) {
        return "{\"fromStoreId\": \"" + from + "\", \"toStoreId\": \"" + to
                + "\", \"lines\": [{\"fromStockId\": \"cup\", \"toStockId\": \"cup\", \"quantity\": 1}]}";
    }

    @Test
    void I3_theListOfStoresAndTheAuditTrailHaveOnlyTheCallersOwn() {
        Http auditor = Tokens.make(SERVER.http(), "one-auditor", "auditor", own);
        JsonNode stores = auditor.get("/api/v1/stores").json().path("items");
        assertThat(stores).hasSize(1);
        assertThat(stores.get(0).path("storeId").asString()).isEqualTo(own);

        requireProblem(auditor.get("/api/v1/audit?storeId=" + other), "forbidden", 403);
        Http manager = Tokens.make(SERVER.http(), "both-books", "manager", own, other);
        for (String store : List.of(own, other)) {
            assertThat(manager.key("audited-" + store)
                            .post("/api/v1/stores/" + store + "/stock/cup/receipts", "{\"quantity\": 1}")
                            .status())
                    .isEqualTo(201);
        }
        JsonNode events = auditor.get("/api/v1/audit").json().path("items");
        assertThat(events).isNotEmpty();
        events.forEach(event -> assertThat(event.path("storeId").asString()).isEqualTo(own));
    }
}
