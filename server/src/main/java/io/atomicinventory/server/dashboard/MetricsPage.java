package io.atomicinventory.server.dashboard;

import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

@StorePage
class MetricsPage {
    @GetMapping(StorePage.PATH + "/metrics")
    @Allowed(Permission.REVIEW)
    String show(Model model) {
        model.addAttribute("tab", Tab.METRICS);
        return "dashboard/metrics";
    }
}
