package io.atomicinventory.server.dashboard;

import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

@StorePage
class StockPage {
    @GetMapping(StorePage.PATH + "/stock")
    @Allowed(Permission.SEE)
    String show(Model model) {
        model.addAttribute("tab", Tab.STOCK);
        return "dashboard/stock";
    }
}
