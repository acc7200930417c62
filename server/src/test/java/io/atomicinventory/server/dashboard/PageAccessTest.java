package io.atomicinventory.server.dashboard;

import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.access.Role;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.Visitor;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every page of a store, every part of one and every deed on one: for those who may, in the stores that are theirs. */
class PageAccessTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final Map<Role, Visitor> VISITORS = new EnumMap<>(Role.class);
    private static final Map<Role, String> SECRETS = new EnumMap<>(Role.class);
    private static List<Call> calls = List.of();

    private record Call(RequestMethod method, String pattern, Permission permission) {
        String in(String storeId) {
            return pattern.replace("{storeId}", storeId).replaceAll("\\{[^/]*}", "no-such-thing");
        }

        boolean isStream() {
            return pattern.endsWith("/live");
        }

        Http.Answer by(Role role, String storeId) {
            Visitor visitor = Objects.requireNonNull(VISITORS.get(role));
            return method == RequestMethod.GET
                    ? visitor.get(in(storeId))
                    : visitor.post(in(storeId), Objects.requireNonNull(SECRETS.get(role)));
        }
    }

    @BeforeAll
    static void findCallsAndSignIn() {
        calls = SERVER
                .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .entrySet()
                .stream()
                .filter(entry -> entry.getValue().getBeanType().isAnnotationPresent(StorePage.class))
                .flatMap(entry -> entry.getKey().getPatternValues().stream()
                        .flatMap(pattern -> entry.getKey().getMethodsCondition().getMethods().stream()
                                .map(method -> new Call(
                                        method,
                                        pattern,
                                        Objects.requireNonNull(entry.getValue().getMethodAnnotation(Allowed.class))
                                                .value()))))
                .sorted(Comparator.comparing(Call::pattern).thenComparing(Call::method))
                .toList();
        for (Role role : List.of(Role.CASHIER, Role.MANAGER, Role.AUDITOR)) {
            String personId = "pages-" + role.code();
            People.add(SERVER.http(), personId, role.code(), "[\"cebu\"]");
            Visitor visitor = new Visitor(SERVER.url());
            visitor.signIn(personId, People.PASSWORD);
            VISITORS.put(role, visitor);
            SECRETS.put(role, Visitor.secretOf(visitor.get(HOME)));
        }
    }

    @Test
    void eachPageIsBelowAStore() {
        assertThat(calls).hasSizeGreaterThan(8).allMatch(call -> call.pattern().startsWith(StorePage.PATH));
        assertThat(calls).allMatch(call -> call.method() == RequestMethod.GET || call.method() == RequestMethod.POST);
    }

    @Test
    void onlyRolesWithThePermissionGetThrough() {
        for (Call call : calls) {
            for (Role role : VISITORS.keySet()) {
                boolean isLet = call.permission().isOf(role);
                if (isLet && call.isStream()) {
                    continue; // it would not end
                }
                assertThat(call.by(role, "cebu").status() != 403)
                        .as("%s as %s", call, role)
                        .isEqualTo(isLet);
            }
        }
    }

    @Test
    void I3_nobodyGetsIntoAForeignStore() {
        for (Call call : calls) {
            assertThat(call.by(Role.MANAGER, "manila").status()).as("%s", call).isEqualTo(403);
        }
    }

    @Test
    void nobodyGetsAnywhereWithoutASession() {
        for (Call call : calls) {
            Visitor stranger = new Visitor(SERVER.url());
            int status = call.method() == RequestMethod.GET
                    ? stranger.get(call.in("cebu")).status()
                    : stranger.post(call.in("cebu"), "").status();
            // 403: the form is not of any session.
            assertThat(status).as("%s", call).isEqualTo(call.method() == RequestMethod.GET ? 302 : 403);
        }
    }

    @Test
    void noDeedIsDoneForAFormThatIsNotOurs() {
        for (Call call : calls) {
            if (call.method() == RequestMethod.POST) {
                assertThat(Objects.requireNonNull(VISITORS.get(Role.MANAGER))
                                .post(call.in("cebu"), "forged")
                                .status())
                        .as("%s", call)
                        .isEqualTo(403);
            }
        }
    }

    /** What looks changes nothing, so that a link can do no harm. */
    @Test
    void whatIsAuditedIsPosted() {
        assertThat(calls).allMatch(call -> !call.permission().isAudited() || call.method() == RequestMethod.POST);
    }
}
