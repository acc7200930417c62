package io.atomicinventory.server.dashboard;

import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.Identity;
import io.atomicinventory.server.security.Permission;
import java.security.Principal;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;

/** What every page of a store shows around its tab: whose it is, and who looks at it. */
@ControllerAdvice(annotations = StorePage.class)
class StoreFrame {
    private final CatalogService catalog;

    StoreFrame(CatalogService catalog) {
        this.catalog = catalog;
    }

    @ModelAttribute
    void frame(@PathVariable String storeId, Principal principal, Model model) {
        Identity identity = Access.of(principal);
        Paths.requireIds("storeId", storeId);
        Store store = catalog.store(storeId).orElseThrow(() -> Paths.notFound("Unknown store: " + storeId));
        model.addAttribute("me", identity.name());
        model.addAttribute("store", store);
        model.addAttribute("tabs", Tab.of(identity.role()));
        model.addAttribute("may", permissions(identity));
    }

    /** By name, for the templates: {@code may.contains('DECIDE')}. */
    private static Set<String> permissions(Identity identity) {
        return Arrays.stream(Permission.values())
                .filter(permission -> permission.isOf(identity.role()))
                .map(Permission::name)
                .collect(Collectors.toUnmodifiableSet());
    }
}
