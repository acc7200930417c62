package io.atomicinventory.server.catalog;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.catalog.MenuGap;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Which stock item an ingredient is, store by store. */
@RestController
@RequestMapping(path = "/api/v1/stores/{storeId}/mappings", produces = MediaType.APPLICATION_JSON_VALUE)
class MappingController {
    private final CatalogService catalog;
    private final KnownStores stores;

    MappingController(CatalogService catalog, KnownStores stores) {
        this.catalog = catalog;
        this.stores = stores;
    }

    /** @param saved how many mappings were added or replaced */
    record Saved(int saved) {}

    @Allowed(Permission.SEE)
    @GetMapping
    Page<Mapping> list(
            @PathVariable String storeId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        stores.require(storeId);
        return catalog.mappings(storeId, Paths.after(after), Paths.limit(limit));
    }

    @Allowed(Permission.REVIEW)
    @GetMapping("/gaps")
    Page<GapView> gaps(
            @PathVariable String storeId,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        stores.require(storeId);
        Page<MenuGap> page = catalog.gaps(storeId, Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(GapView::of).toList(), page.next());
    }

    @Allowed(Permission.MAP)
    @PutMapping
    Saved save(@PathVariable String storeId, @RequestBody Body body) {
        Fields fields = body.fields();
        fields.pathId("storeId", storeId);
        List<Mapping> mappings = fields.elements(
                1,
                Mapping.MAX_IN_ONE_CALL,
                line -> new Mapping(
                        line.name("ingredient"),
                        line.name("unit"),
                        line.id("stockId"),
                        line.decimal("factor", Quantities::isFactor, Mapping.FACTOR_RULE)));
        fields.check();
        CatalogAnswer.isCreated(catalog.saveMappings(storeId, mappings));
        return new Saved(mappings.size());
    }

    /** One mapping at a time, named by ingredient and unit: leaving one out must not delete all. */
    @Allowed(Permission.MAP)
    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @PathVariable String storeId,
            @RequestParam(required = false) @Nullable String ingredient,
            @RequestParam(required = false) @Nullable String unit) {
        Identifiers.requireName("ingredient", ingredient);
        Identifiers.requireName("unit", unit);
        stores.require(storeId);
        if (!catalog.deleteMapping(storeId, String.valueOf(ingredient), String.valueOf(unit))) {
            throw Paths.notFound("No mapping of " + ingredient + " in " + unit + " in store " + storeId);
        }
    }
}
