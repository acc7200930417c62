package io.atomicinventory.server.dashboard;

import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.security.Principal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Leads from a store to the first of its pages that this person may see. */
@StorePage
class FirstPage {
    @GetMapping(StorePage.PATH)
    @Allowed(Permission.SEE)
    String first(@PathVariable String storeId, Principal principal) {
        Tab first = Tab.of(Access.of(principal).role()).getFirst();
        return "redirect:/inventory/atomic-dashboard/{storeId}/" + first.path();
    }
}
