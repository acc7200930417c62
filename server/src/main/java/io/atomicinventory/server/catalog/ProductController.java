package io.atomicinventory.server.catalog;

import io.atomicinventory.engine.EngineSettings;
import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.Product;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.request.Fields;
import io.atomicinventory.server.request.Paths;
import java.math.BigDecimal;
import java.security.Principal;
import java.util.List;
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
    private final CatalogService catalog;

    ProductController(CatalogService catalog) {
        this.catalog = catalog;
    }

    record IngredientView(String name, String unit, BigDecimal quantity, String role) {
        static IngredientView of(Ingredient ingredient) {
            return new IngredientView(
                    ingredient.name(),
                    ingredient.unit(),
                    ingredient.quantity(),
                    ingredient.role().code());
        }
    }

    record ProductView(
            String productId,
            String name,
            @Nullable String category,
            boolean isActive,
            int recipeVersion,
            List<IngredientView> ingredients) {

        static ProductView of(Product.Versioned versioned) {
            Product product = versioned.product();
            return new ProductView(
                    product.productId(),
                    product.name(),
                    product.category(),
                    product.isActive(),
                    versioned.recipeVersion(),
                    product.ingredients().stream().map(IngredientView::of).toList());
        }
    }

    @GetMapping
    Page<ProductView> list(
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        Page<Product.Versioned> page = catalog.products(Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(ProductView::of).toList(), page.next());
    }

    @GetMapping("/{productId}")
    ProductView find(@PathVariable String productId) {
        Paths.requireIds("productId", productId);
        return catalog.product(productId)
                .map(ProductView::of)
                .orElseThrow(() -> Paths.notFound("Unknown product: " + productId));
    }

    @PutMapping("/{productId}")
    ResponseEntity<ProductView> save(@PathVariable String productId, @RequestBody Body body, Principal principal) {
        Fields fields = body.fields();
        String id = fields.pathId("productId", productId);
        String name = fields.name("name");
        String category = fields.optionalName("category");
        boolean isActive = fields.flag("isActive", true);
        List<Ingredient> ingredients = fields.objects(
                "ingredients",
                1,
                EngineSettings.MAX_LINES_PER_SALE,
                line -> new Ingredient(
                        line.name("name"),
                        line.name("unit"),
                        line.decimal("quantity", Quantities::isSaleQuantity, SaleItem.QUANTITY_RULE)));
        fields.check();
        boolean created = CatalogAnswer.isCreated(
                catalog.saveProduct(new Product(id, name, category, isActive, ingredients), Caller.of(principal)));
        return ResponseEntity.status(created ? 201 : 200).body(find(id));
    }
}
