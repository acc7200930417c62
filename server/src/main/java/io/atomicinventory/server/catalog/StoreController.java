package io.atomicinventory.server.catalog;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.catalog.CatalogSaved;
import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.catalog.ShortagePolicy;
import io.atomicinventory.engine.catalog.Store;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.security.Principal;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The stores of the chain. */
@RestController
@RequestMapping(path = "/api/v1/stores", produces = MediaType.APPLICATION_JSON_VALUE)
class StoreController {
    private static final Set<String> ZONES = ZoneId.getAvailableZoneIds();
    private static final List<String> POLICIES =
            Arrays.stream(ShortagePolicy.values()).map(ShortagePolicy::code).toList();

    private final CatalogService catalog;

    StoreController(CatalogService catalog) {
        this.catalog = catalog;
    }

    record StoreView(String storeId, String name, String timezone, String onShortage) {
        static StoreView of(Store store) {
            return new StoreView(
                    store.storeId(),
                    store.name(),
                    store.timezone().getId(),
                    store.onShortage().code());
        }
    }

    @Allowed(Permission.SEE)
    @GetMapping
    Page<StoreView> list(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit,
            Principal principal) {
        Page<Store> page = catalog.stores(Access.of(principal).stores(), Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(StoreView::of).toList(), page.next());
    }

    @Allowed(Permission.SET_UP)
    @PutMapping("/{storeId}")
    ResponseEntity<StoreView> save(@PathVariable String storeId, @RequestBody Body body) {
        Fields fields = body.fields();
        fields.pathId("storeId", storeId);
        String name = fields.name("name");
        String zone = fields.text("timezone", ZONES::contains, "a time zone of the IANA database, such as Asia/Manila");
        String policy = fields.optionalText("onShortage", POLICIES::contains, "refuse, queue or allow");
        fields.check();
        Store store = new Store(
                storeId, name, ZoneId.of(zone), policy == null ? ShortagePolicy.REFUSE : ShortagePolicy.ofCode(policy));
        boolean created = catalog.saveStore(store) instanceof CatalogSaved.Saved saved && saved.created();
        return ResponseEntity.status(created ? 201 : 200).body(StoreView.of(store));
    }
}
