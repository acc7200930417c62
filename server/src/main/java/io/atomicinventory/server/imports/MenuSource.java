package io.atomicinventory.server.imports;

import io.atomicinventory.engine.ImportResult;
import io.atomicinventory.engine.ImportRow;
import io.atomicinventory.engine.Quantities;
import io.atomicinventory.engine.catalog.Ingredient;
import io.atomicinventory.engine.catalog.IngredientRole;
import io.atomicinventory.engine.catalog.Price;
import io.atomicinventory.engine.catalog.Product;
import io.atomicinventory.engine.deduction.SaleItem;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A menu: a row for each ingredient, the rows of a product one below the other. A product with choices is imported
 * as not sold, since a sale does not say which one was taken.
 */
final class MenuSource extends CsvSource<Product> {
    private static final List<String> REQUIRED =
            List.of("product_id", "product_name", "category", "ingredient", "unit", "quantity");
    private static final List<String> OPTIONAL = List.of("price", "cost_per_unit", "role");
    private static final String ROLES =
            Arrays.stream(IngredientRole.values()).map(IngredientRole::code).collect(Collectors.joining(", "));

    private final List<ImportReport.Skipped> skipped = new ArrayList<>();
    private @Nullable Row ahead;

    MenuSource(InputStream input) {
        super(new CsvTable(input, REQUIRED, OPTIONAL));
    }

    @Override
    @Nullable
    ImportRow<Product> read(CsvTable table) {
        for (Row row = first(table); row != null; row = first(table)) {
            ImportRow<Product> product = product(table, row);
            if (product != null) {
                return product;
            }
        }
        return null;
    }

    private @Nullable Row first(CsvTable table) {
        Row row = ahead == null ? table.next() : ahead;
        ahead = null;
        return row;
    }

    /** Null where something of the product is wrong. */
    private @Nullable ImportRow<Product> product(CsvTable table, Row first) {
        String id = first.id("product_id");
        String name = first.name("product_name");
        String category = first.optionalName("category");
        BigDecimal price = first.optionalDecimal("price", Price::isPrice, Price.RULE);
        List<Ingredient> ingredients = new ArrayList<>();
        boolean isRight = true;
        for (Row row = first; row != null; row = table.next()) {
            if (row != first && !row.cell("product_id").equals(first.cell("product_id"))) {
                ahead = row;
                break;
            }
            requireSame(first, row);
            ingredients.add(ingredient(row));
            isRight &= row.isRight();
        }
        boolean hasChoice = ingredients.stream().anyMatch(line -> line.role() == IngredientRole.CHOICE);
        Product product = !isRight
                ? null
                : valueOf(table, first.line(), () -> new Product(id, name, category, price, !hasChoice, ingredients));
        if (product == null) {
            return null;
        }
        if (hasChoice && skipped.size() < ImportResult.MOST_ERRORS) {
            skipped.add(new ImportReport.Skipped(
                    first.line(), id, "has choices, and a sale does not say which was taken: imported as not sold"));
        }
        return new ImportRow<>(first.line(), product);
    }

    private static void requireSame(Row first, Row row) {
        for (String column : List.of("product_name", "category", "price")) {
            if (!row.cell(column).equals(first.cell(column))) {
                row.wrong(column, "must be that of line " + first.line() + ", " + Row.shown(first.cell(column)));
            }
        }
    }

    private static Ingredient ingredient(Row row) {
        String role = row.cell("role").toLowerCase(Locale.ROOT);
        return new Ingredient(
                row.name("ingredient"),
                row.name("unit"),
                row.decimal("quantity", Quantities::isSaleQuantity, SaleItem.QUANTITY_RULE),
                role.isEmpty() ? IngredientRole.BASE : role(row, role),
                row.optionalDecimal("cost_per_unit", Price::isPrice, Price.RULE));
    }

    private static IngredientRole role(Row row, String code) {
        return Arrays.stream(IngredientRole.values())
                .filter(role -> role.code().equals(code))
                .findFirst()
                .orElseGet(() -> {
                    row.wrong("role", "must be one of " + ROLES);
                    return Objects.requireNonNull(IngredientRole.BASE);
                });
    }

    @Override
    List<ImportReport.Skipped> skipped() {
        return skipped;
    }
}
