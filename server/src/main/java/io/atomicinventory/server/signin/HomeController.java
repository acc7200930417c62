package io.atomicinventory.server.signin;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.access.AccessService;
import io.atomicinventory.engine.access.Role;
import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.queue.OfflineQueueService;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Identity;
import io.atomicinventory.server.security.KnownTokens;
import io.atomicinventory.server.security.Permission;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Where people come to when they have signed in: who they are, which stores they see, and what waits there. */
@PageController
@Allowed(Permission.SEE)
class HomeController {
    private static final int SHOWN = 24;

    private final AccessService access;
    private final KnownPeople people;
    private final KnownTokens tokens;
    private final CatalogService catalog;
    private final OfflineQueueService queue;

    HomeController(
            AccessService access,
            KnownPeople people,
            KnownTokens tokens,
            CatalogService catalog,
            OfflineQueueService queue) {
        this.access = access;
        this.people = people;
        this.tokens = tokens;
        this.catalog = catalog;
        this.queue = queue;
    }

    @GetMapping(Pages.HOME)
    String show(Principal principal, @RequestParam(required = false) @Nullable String after, Model model) {
        Identity identity = Access.of(principal);
        Page<Store> stores = catalog.stores(identity.stores(), Paths.after(after), SHOWN);
        List<String> storeIds = stores.items().stream().map(Store::storeId).toList();
        model.addAttribute("me", identity.name());
        model.addAttribute(
                "name", people.find(identity.name()).orElseThrow().person().name());
        model.addAttribute("role", identity.role().code());
        model.addAttribute("isAdmin", identity.role() == Role.ADMIN);
        model.addAttribute("allStores", identity.stores().isAll());
        model.addAttribute("stores", stores.items());
        model.addAttribute("waiting", queue.waiting(storeIds));
        model.addAttribute("isFirst", after == null);
        model.addAttribute("next", stores.next());
        model.addAttribute("bootstrap", identity.role() == Role.ADMIN && isBootstrapOpen() ? tokens.bootstrapId() : "");
        return "home";
    }

    private boolean isBootstrapOpen() {
        return access.token(tokens.bootstrapId())
                .map(kept -> kept.revokedAt() == null)
                .orElse(true);
    }

    @GetMapping("/inventory/**")
    String nothing() {
        throw new ProblemException(ProblemType.NOT_FOUND, "There is no such page.");
    }
}
