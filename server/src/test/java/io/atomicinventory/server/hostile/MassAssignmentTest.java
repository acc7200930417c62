package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.openapi.Described;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** API3: members that an operation does not take, in its body and in each line of it, also from an administrator. */
class MassAssignmentTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final List<String> MEMBERS = List.of(
            "\"role\": \"admin\"",
            "\"stores\": [\"*\"]",
            "\"storeId\": \"cebu\"",
            "\"isAdmin\": true",
            "\"createdBy\": \"somebody\"",
            "\"createdAt\": \"2020-01-01T00:00:00Z\"",
            "\"approved_overdraft\": true",
            "\"version\": 7",
            "\"held\": 7",
            "\"previousStock\": 7",
            "\"newStock\": 7",
            "\"status\": \"approved\"",
            "\"decidedBy\": \"somebody\"",
            "\"who\": \"somebody\"",
            "\"replayed\": true",
            "\"success\": true",
            "\"token\": \"ait_mine\"",
            "\"tokenHash\": \"00\"",
            "\"passwordHash\": \"x\"",
            "\"revokedAt\": null",
            "\"queueId\": \"q\"",
            "\"__proto__\": {}",
            "\"class\": \"x\"",
            "\"@type\": \"x\"");

    /** Members of some, of which these operations must not take them. */
    private static final Map<String, List<String>> OTHERS = Map.of(
            "saveStockItem", List.of("\"quantity\": 5", "\"stockId\": \"x\"", "\"factor\": 1"),
            "addPerson", List.of("\"isActive\": false", "\"lastSignInAt\": null", "\"tokenId\": \"x\""),
            "changePerson", List.of("\"personId\": \"x\"", "\"password\": \"a long password\""),
            "changePassword", List.of("\"name\": \"x\"", "\"isActive\": true", "\"personId\": \"x\""),
            "makeToken", List.of("\"isActive\": true", "\"name\": \"x\"", "\"personId\": \"x\""),
            "approveQueued", List.of("\"quantity\": 1", "\"reason\": \"x\"", "\"force\": true"),
            "deduct", List.of("\"price\": 1", "\"force\": true", "\"allowNegative\": true"),
            "receive", List.of("\"quantityChange\": 5", "\"transactionId\": \"x\"", "\"kind\": \"count\""),
            "count", List.of("\"quantity\": 5", "\"quantityChange\": 5"),
            "saveStore", List.of("\"name2\": \"x\"", "\"isActive\": false"));

    private static Vault vault;
    private static List<Described> described;

    @BeforeAll
    static void open() {
        vault = Vault.open(SERVER);
        described = Described.all(SERVER.anonymous().get("/v3/api-docs").json());
    }

    /** All that have a body of JSON. */
    private static List<Call> writing() {
        List<Call> calls =
                new ArrayList<>(vault.calls().stream().filter(Call::isJson).toList());
        for (Described operation : described) {
            boolean isJson = operation.body().map(Map.Entry::getKey).orElse("").equals("application/json");
            if (isJson && !operation.path().contains("{storeId}")) {
                calls.add(Call.json(
                        operation.json().path("operationId").asString(),
                        operation.method().toUpperCase(Locale.ROOT),
                        operation.path().replaceAll("\\{\\w+}", "mass"),
                        operation.requestBody(Described.SUCCESS).toString()));
            }
        }
        return calls;
    }

    static List<HostileCase> cases() {
        List<HostileCase> cases = new ArrayList<>();
        for (Call call : writing()) {
            Set<String> members = new LinkedHashSet<>(MEMBERS);
            members.addAll(OTHERS.getOrDefault(call.id(), List.of()));
            for (String member : members) {
                Map.Entry<String, JsonNode> more = Http.JSON
                        .readTree("{" + member + "}")
                        .properties()
                        .iterator()
                        .next();
                int places = objects(Http.JSON.readTree(call.body())).size();
                for (int place = 0; place < places; place++) {
                    JsonNode body = Http.JSON.readTree(call.body());
                    ObjectNode object = objects(body).get(place);
                    if (!isTaken(call, object, more.getKey())) {
                        object.set(more.getKey(), more.getValue());
                        cases.add(new HostileCase(
                                call + " [" + place + "] " + more.getKey(),
                                call.withBody(body.toString()).request().bytes(),
                                400,
                                "malformed-request"));
                    }
                }
            }
        }
        return cases;
    }

    /** The body and all objects in it, each of which has its own members. */
    private static List<ObjectNode> objects(JsonNode body) {
        List<ObjectNode> objects = new ArrayList<>();
        if (body instanceof ObjectNode object) {
            objects.add(object);
        }
        body.forEach(inner -> objects.addAll(objects(inner)));
        return objects;
    }

    /** Roles and stores of tokens and people, and the role of an ingredient, are what they are about. */
    private static boolean isTaken(Call call, ObjectNode object, String member) {
        return object.has(member)
                // Each sale of a batch is refused by itself.
                || (call.id().equals("deductBatch") && !object.has("deductions"))
                || (call.id().equals("saveProduct") && object.has("unit") && member.equals("role"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aMemberThatAnOperationDoesNotTakeIsRefused(HostileCase hostile) {
        RawHttp.Answer answer = hostile.requireRefused(SERVER);
        // It is this member that is refused, and nothing else.
        String member = hostile.name().substring(hostile.name().lastIndexOf(' ') + 1);
        assertThat(answer.json().path("errors")).as(answer.toString()).hasSize(1);
        assertThat(answer.json().path("errors").get(0).asString()).contains(member);
    }

    static List<String> members() {
        return MEMBERS;
    }

    @ParameterizedTest
    @MethodSource("members")
    void aSaleOfABatchWithAMemberThatItDoesNotTakeIsRefused(String member) {
        Call batch = writing().stream()
                .filter(call -> call.id().equals("deductBatch"))
                .findFirst()
                .orElseThrow();
        for (String place : List.of("\"transactionId\"", "\"productId\"")) {
            Untouched before = Untouched.now(SERVER);
            String body = batch.body().replace(place, member + ", " + place);
            RawHttp.Answer answer = new RawHttp(SERVER.url())
                    .send(batch.withBody(body).request().bytes());
            assertThat(answer.json().at("/outcomes/0/status").intValue()).isEqualTo(400);
            assertThat(answer.json().at("/outcomes/0/body/errors").toString())
                    .contains(member.substring(1, member.indexOf('"', 1)));
            before.require(SERVER);
        }
    }

    @Test
    void everyOperationWithABodyOfJsonIsTried() {
        Map<String, Boolean> isTried = new TreeMap<>();
        writing().forEach(call -> isTried.put(call.id(), true));
        assertThat(isTried.keySet())
                .containsExactlyInAnyOrderElementsOf(described.stream()
                        .filter(operation -> operation
                                .body()
                                .map(Map.Entry::getKey)
                                .orElse("")
                                .equals("application/json"))
                        .map(operation -> operation.json().path("operationId").asString())
                        .toList());
    }

    @Test
    void thePageKnowsThem() {
        SecurityPage.requireKept(getClass(), cases().size() + members().size());
    }
}
