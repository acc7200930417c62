package io.atomicinventory.server.dashboard;

import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

@StorePage
class GapsPage {
    @GetMapping(StorePage.PATH + "/gaps")
    @Allowed(Permission.REVIEW)
    String show(Model model) {
        model.addAttribute("tab", Tab.GAPS);
        return "dashboard/gaps";
    }
}
