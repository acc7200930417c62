package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.openapi.Described;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import io.atomicinventory.server.testing.RawRequest;
import io.atomicinventory.server.testing.RoleTable;
import io.atomicinventory.server.testing.TestServer;
import io.atomicinventory.server.testing.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** API5: functions that are not the caller's, or nobody's: by other methods, by headers, and beside the API. */
class FunctionLevelTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final List<String> OTHERS = List.of("manager", "cashier", "device", "auditor");

    private static Vault vault;
    private static Map<String, String> tokens;
    private static List<Described> operations;

    @BeforeAll
    static void open() {
        vault = Vault.open(SERVER);
        tokens = new TreeMap<>();
        OTHERS.forEach(role -> tokens.put(role, Tokens.secret(SERVER.http(), role, role, vault.storeId())));
        operations = Described.all(SERVER.anonymous().get("/v3/api-docs").json());
    }

    /** Methods that a path does not offer, from an administrator. */
    static List<HostileCase> methods() {
        Map<String, List<String>> offered = new TreeMap<>();
        operations.forEach(operation -> offered.computeIfAbsent(operation.path(), path -> new ArrayList<>())
                .add(operation.method().toUpperCase(Locale.ROOT)));
        List<HostileCase> cases = new ArrayList<>();
        offered.forEach((path, methods) -> {
            String address = path.replace("{storeId}", vault.storeId())
                    .replace("{version}", "1")
                    .replaceAll("\\{\\w+}", "thing");
            for (String method : List.of("GET", "POST", "PUT", "DELETE", "PATCH")) {
                // Another path may be behind the same words: an entry of the queue that is called sync.
                boolean isOther = operations.stream()
                        .anyMatch(operation -> operation.method().equalsIgnoreCase(method)
                                && address.matches(operation.path().replaceAll("\\{\\w+}", "[^/]+")));
                if (!isOther) {
                    cases.add(new HostileCase(
                            method + " " + address,
                            new RawRequest(method, address).json("{}").bytes(),
                            405,
                            "method-not-allowed"));
                }
            }
            for (String method : List.of("TRACE", "TRACK", "CONNECT", "PROPFIND", "COPY", "get", "Delete")) {
                cases.add(new HostileCase(
                        method + " " + address,
                        new RawRequest(method, address).bytes(),
                        method.equals("TRACE") ? 405 : 400,
                        method.equals("TRACE") ? "method-not-allowed" : "malformed-request"));
            }
        });
        return cases;
    }

    /** Another's operation, asked for as something harmless that its headers or query call by its name. */
    static List<HostileCase> overridden() {
        List<HostileCase> cases = new ArrayList<>();
        String token = "/api/v1/tokens/thing";
        for (String role : OTHERS) {
            for (String header : List.of(
                    "X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "X-Original-Method", "_method")) {
                cases.add(refused(
                        role + " DELETE by " + header,
                        new RawRequest("GET", token).as(tokens.get(role)).header(header, "DELETE"),
                        405,
                        "method-not-allowed"));
                cases.add(refused(
                        role + " POST tokens by " + header,
                        new RawRequest("GET", "/api/v1/tokens")
                                .as(tokens.get(role))
                                .header(header, "POST"),
                        403,
                        "forbidden"));
            }
            cases.add(refused(
                    role + " ?_method",
                    new RawRequest("POST", token + "?_method=DELETE").as(tokens.get(role)),
                    405,
                    "method-not-allowed"));
            for (String header : List.of("X-Role", "X-Forwarded-User", "X-Original-URL", "X-Admin", "X-Debug")) {
                cases.add(refused(
                        role + " people by " + header,
                        new RawRequest("GET", "/api/v1/people")
                                .as(tokens.get(role))
                                .header(header, "admin"),
                        403,
                        "forbidden"));
            }
        }
        return cases;
    }

    /** Somebody makes himself more than he is. */
    static List<HostileCase> raised() {
        List<HostileCase> cases = new ArrayList<>();
        for (String role : OTHERS) {
            for (String wanted : List.of("admin", "auditor", "manager", role)) {
                for (String store : List.of("*", vault.storeId())) {
                    cases.add(refused(
                            role + " makes a token of " + wanted + " in " + store,
                            new RawRequest("POST", "/api/v1/tokens")
                                    .as(tokens.get(role))
                                    .json("{\"tokenId\": \"mine\", \"role\": \"%s\", \"stores\": [\"%s\"]}"
                                            .formatted(wanted, store)),
                            403,
                            "forbidden"));
                    cases.add(refused(
                            role + " adds a person of " + wanted + " in " + store,
                            new RawRequest("POST", "/api/v1/people")
                                    .as(tokens.get(role))
                                    .json("""
                                            {"personId": "mine", "name": "Mine", "role": "%s", "stores": ["%s"],
                                             "password": "a long password"}""".formatted(wanted, store)),
                            403,
                            "forbidden"));
                }
            }
            for (String path : List.of("/api/v1/people/" + role, "/api/v1/people/me", "/api/v1/people/admin")) {
                cases.add(refused(
                        role + " changes " + path,
                        new RawRequest("PUT", path)
                                .as(tokens.get(role))
                                .json("{\"name\": \"Me\", \"role\": \"admin\"}"),
                        403,
                        "forbidden"));
            }
        }
        return cases;
    }

    /** HEAD is GET without a body, and asks for as much. */
    static List<String[]> heads() {
        List<String[]> heads = new ArrayList<>();
        Map<String, List<String>> table = RoleTable.read();
        for (Described operation : operations) {
            String id = operation.json().path("operationId").asString();
            if (operation.method().equals("get")) {
                OTHERS.stream()
                        .filter(role -> !table.get(id).contains(role))
                        .forEach(role -> heads.add(new String[] {
                            role,
                            operation
                                    .path()
                                    .replace("{storeId}", vault.storeId())
                                    .replaceAll("\\{\\w+}", "thing")
                        }));
            }
        }
        return heads;
    }

    @ParameterizedTest(name = "{0} HEAD {1}")
    @MethodSource("heads")
    void headAsksForAsMuchAsGet(String role, String path) {
        for (String method : List.of("HEAD", "GET")) {
            RawHttp.Answer answer = new RawHttp(SERVER.url())
                    .send(new RawRequest(method, path).as(tokens.get(role)).bytes());
            assertThat(answer.status()).as(answer.toString()).isEqualTo(403);
            vault.requireUnseen(path, answer);
        }
    }

    /** Whoever asks: those that the metrics are open to have them, and nobody has anything else. */
    static List<HostileCase> actuators() {
        List<HostileCase> cases = new ArrayList<>();
        Map<String, String> all = new TreeMap<>(tokens);
        all.put("admin", TestServer.TOKEN);
        all.forEach((role, token) -> {
            for (String endpoint : List.of(
                    "",
                    "/env",
                    "/heapdump",
                    "/threaddump",
                    "/loggers",
                    "/loggers/root",
                    "/beans",
                    "/mappings",
                    "/shutdown",
                    "/configprops",
                    "/metrics",
                    "/info",
                    "/conditions",
                    "/httpexchanges",
                    "/caches",
                    "/scheduledtasks",
                    "/startup",
                    "/sessions",
                    "/jolokia",
                    "/gateway/routes",
                    "/env;a=/health",
                    "/health/../env",
                    "/health/database",
                    "/health/liveness",
                    "/prometheus")) {
                boolean isOpen =
                        endpoint.isEmpty() || endpoint.equals("/prometheus") || endpoint.matches("/health/\\w+");
                if (role.equals("admin") && isOpen) {
                    continue;
                }
                boolean isOdd = endpoint.contains(";") || endpoint.contains("..");
                boolean isAdmin = role.equals("admin");
                cases.add(refused(
                        role + " /actuator" + endpoint,
                        new RawRequest("GET", "/actuator" + endpoint).as(token),
                        isOdd ? 400 : isAdmin ? 404 : 403,
                        isOdd ? "malformed-request" : isAdmin ? "not-found" : "forbidden"));
            }
            for (String endpoint : List.of("/shutdown", "/loggers/root", "/env", "/refresh", "/restart")) {
                boolean isAdmin = role.equals("admin");
                cases.add(refused(
                        role + " POST /actuator" + endpoint,
                        new RawRequest("POST", "/actuator" + endpoint).as(token).json("{}"),
                        isAdmin ? 404 : 403,
                        isAdmin ? "not-found" : "forbidden"));
            }
        });
        return cases;
    }

    private static HostileCase refused(String name, RawRequest request, int status, String slug) {
        return new HostileCase(name, request.bytes(), status, slug);
    }

    static Stream<HostileCase> cases() {
        return Stream.of(methods(), overridden(), raised(), actuators()).flatMap(List::stream);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void aFunctionThatIsNotOnesOwnIsRefused(HostileCase hostile) {
        hostile.requireRefused(SERVER);
    }

    @Test
    void thePageKnowsThem() {
        SecurityPage.requireKept(getClass(), (int) cases().count() + heads().size());
    }
}
