package io.atomicinventory.server.catalog;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.IngredientRole;
import io.atomicinventory.engine.catalog.Price;
import io.atomicinventory.engine.catalog.Product;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.math.BigDecimal;
import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

/** What the chain sells, and what it is made of. */
@RestController
@RequestMapping(path = "/api/v1/products", produces = MediaType.APPLICATION_JSON_VALUE)
class ProductController {
    private static final List<String> ROLES =
            Arrays.stream(IngredientRole.values()).map(IngredientRole::code).toList();

    private final CatalogService catalog;

    ProductController(CatalogService catalog) {
        this.catalog = catalog;
    }

    record IngredientView(
            String name,
            String unit,
            BigDecimal quantity,
            String role,
            @Nullable BigDecimal costPerUnit) {
        static IngredientView of(Ingredient ingredient) {
            return new IngredientView(
                    ingredient.name(),
                    ingredient.unit(),
                    ingredient.quantity(),
                    ingredient.role().code(),
                    ingredient.costPerUnit());
        }
    }

    record ProductView(
            String productId,
            String name,
            @Nullable String category,
            @Nullable BigDecimal price,
            boolean isActive,
            int recipeVersion,
            List<IngredientView> ingredients) {

        static ProductView of(Product.Versioned versioned) {
            Product product = versioned.product();
            return new ProductView(
                    product.productId(),
                    product.name(),
                    product.category(),
                    product.price(),
                    product.isActive(),
                    versioned.recipeVersion(),
                    product.ingredients().stream().map(IngredientView::of).toList());
        }
    }

    @Allowed(Permission.SEE)
    @GetMapping
    Page<ProductView> list(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        Page<Product.Versioned> page = catalog.products(Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(ProductView::of).toList(), page.next());
    }

    @Allowed(Permission.SEE)
    @GetMapping("/{productId}")
    ProductView find(@PathVariable String productId) {
        Paths.requireIds("productId", productId);
        return catalog.product(productId)
                .map(ProductView::of)
                .orElseThrow(() -> Paths.notFound("Unknown product: " + productId));
    }

    @Allowed(Permission.SET_UP)
    @PutMapping("/{productId}")
    ResponseEntity<ProductView> save(@PathVariable String productId, @RequestBody Body body, Principal principal) {
        Fields fields = body.fields();
        String id = fields.pathId("productId", productId);
        String name = fields.name("name");
        String category = fields.optionalName("category");
        boolean isActive = fields.flag("isActive", true);
        List<Ingredient> current =
                catalog.product(id).map(known -> known.product().ingredients()).orElse(List.of());
        List<Ingredient> ingredients =
                fields.objects("ingredients", 1, EngineSettings.MAX_LINES_PER_SALE, line -> ingredient(line, current));
        BigDecimal price = fields.optionalDecimal("price", Price::isPrice, Price.RULE);
        if (isActive && ingredients.stream().anyMatch(line -> line.role() == IngredientRole.CHOICE)) {
            fields.wrong("isActive", "must be false for a product with choices: a sale does not say which was taken");
        }
        fields.check();
        boolean created = CatalogAnswer.isCreated(catalog.saveProduct(
                new Product(id, name, category, price, isActive, ingredients), Caller.of(principal)));
        return ResponseEntity.status(created ? 201 : 200).body(find(id));
    }

    /** A role or cost that is left out stays as it is: a product that a menu was imported for keeps its choices. */
    private static Ingredient ingredient(Fields line, List<Ingredient> current) {
        String name = line.name("name");
        String unit = line.name("unit");
        BigDecimal quantity = line.decimal("quantity", Quantities::isSaleQuantity, SaleItem.QUANTITY_RULE);
        String role = line.optionalText("role", ROLES::contains, "one of " + String.join(", ", ROLES));
        BigDecimal cost = line.optionalDecimal("costPerUnit", Price::isPrice, Price.RULE);
        Optional<Ingredient> before = current.stream()
                .filter(known ->
                        known.name().equalsIgnoreCase(name) && known.unit().equalsIgnoreCase(unit))
                .findFirst();
        return new Ingredient(
                name,
                unit,
                quantity,
                role != null
                        ? IngredientRole.ofCode(role)
                        : before.map(Ingredient::role).orElse(IngredientRole.BASE),
                cost != null ? cost : before.map(Ingredient::costPerUnit).orElse(null));
    }
}
