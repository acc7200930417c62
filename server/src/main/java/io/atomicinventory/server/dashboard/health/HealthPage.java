package io.atomicinventory.server.dashboard.health;

import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.engine.monitor.HealthReport;
import io.atomicinventory.server.dashboard.StoreClock;
import io.atomicinventory.server.dashboard.StorePage;
import io.atomicinventory.server.dashboard.Tab;
import io.atomicinventory.server.monitor.Proof;
import io.atomicinventory.server.monitor.Proofs;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** What each check of the store's health has found, and the proof of its books. */
@StorePage
class HealthPage {
    private static final String PATH = StorePage.PATH + "/health";
    private static final String CHECKS = "dashboard/health-checks :: checks";
    private static final String BACK = "redirect:/inventory/atomic-dashboard/{storeId}/health";
    /** Set by a script of ours, which asks for a part; without one, the whole page is shown again. */
    private static final String FROM_SCRIPT = "HX-Request=true";

    private final StoreHealth health;
    private final Proofs proofs;

    HealthPage(StoreHealth health, Proofs proofs) {
        this.health = health;
        this.proofs = proofs;
    }

    @GetMapping(PATH)
    @Allowed(Permission.REVIEW)
    String show(@ModelAttribute(name = "store", binding = false) Store store, Model model) {
        model.addAttribute("tab", Tab.HEALTH);
        fill(model, store, health.now(store.storeId()));
        fill(model, store, proofs.of(store.storeId()));
        return "dashboard/health";
    }

    /** The part that is asked for each minute. */
    @GetMapping(path = PATH, headers = FROM_SCRIPT)
    @Allowed(Permission.REVIEW)
    String checks(@ModelAttribute(name = "store", binding = false) Store store, Model model) {
        fill(model, store, health.now(store.storeId()));
        return CHECKS;
    }

    @PostMapping(path = PATH, headers = FROM_SCRIPT)
    @Allowed(Permission.REVIEW)
    String again(@ModelAttribute(name = "store", binding = false) Store store, Model model) {
        fill(model, store, health.again(store.storeId()));
        return CHECKS;
    }

    @PostMapping(PATH)
    @Allowed(Permission.REVIEW)
    String again(@PathVariable String storeId) {
        health.again(storeId);
        return BACK;
    }

    @GetMapping(PATH + "/proof")
    @Allowed(Permission.REVIEW)
    String proof(@ModelAttribute(name = "store", binding = false) Store store, Model model) {
        fill(model, store, proofs.of(store.storeId()));
        return "dashboard/health-proof :: proof";
    }

    @PostMapping(path = PATH + "/proof", headers = FROM_SCRIPT)
    @Allowed(Permission.REVIEW)
    String prove(@ModelAttribute(name = "store", binding = false) Store store, Model model) {
        fill(model, store, proofs.start(store.storeId()));
        return "dashboard/health-proof :: proof";
    }

    @PostMapping(PATH + "/proof")
    @Allowed(Permission.REVIEW)
    String prove(@PathVariable String storeId) {
        proofs.start(storeId);
        return BACK;
    }

    private static void fill(Model model, Store store, HealthReport report) {
        model.addAttribute("report", report);
        model.addAttribute("checks", CheckView.of(report, store.timezone()));
        model.addAttribute("runAt", new StoreClock(store).full(report.timestamp()));
    }

    private static void fill(Model model, Store store, Proof proof) {
        model.addAttribute("proof", ProofView.of(proof, store.timezone()));
    }
}
