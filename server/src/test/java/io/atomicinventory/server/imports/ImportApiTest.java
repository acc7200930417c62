package io.atomicinventory.server.imports;

import static io.atomicinventory.server.imports.Uploads.MAPPINGS;
import static io.atomicinventory.server.imports.Uploads.MENU;
import static io.atomicinventory.server.imports.Uploads.STOCK;
import static io.atomicinventory.server.imports.Uploads.notes;
import static io.atomicinventory.server.imports.Uploads.refused;
import static io.atomicinventory.server.imports.Uploads.saved;
import static io.atomicinventory.server.imports.Uploads.snapshot;
import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.catalog.Mapping;
import io.atomicinventory.engine.catalog.Price;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Files of menus, stock and mappings, over HTTP: what is saved, what is refused and why, and that it is all or none. */
class ImportApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String ID = "must be " + Identifiers.ID_RULE;
    private static final String NAME = "must be " + Identifiers.NAME_RULE;
    private static final String BALANCE = "must be from 0 to 99999999999.9999, with at most 4 decimals";
    private static final AtomicInteger LAST = new AtomicInteger();

    private static Http.Answer upload(String kind, String... lines) {
        return Uploads.upload(SERVER.http(), kind, lines);
    }

    /** A product id that no other test uses. */
    private static String fresh() {
        return "p" + LAST.incrementAndGet();
    }

    /** Sends what must be refused, and sees to it that no table has another row than before. */
    private static Http.Answer savesNothing(String kind, byte[] body, String... errors) {
        List<String> before = snapshot(SERVER.database());
        Http.Answer answer = refused(Uploads.upload(SERVER.http(), kind, "text/csv", body), errors);
        assertThat(snapshot(SERVER.database())).isEqualTo(before);
        return answer;
    }

    private static Http.Answer savesNothing(String kind, List<String> lines, String... errors) {
        return savesNothing(kind, String.join("\n", lines).getBytes(StandardCharsets.UTF_8), errors);
    }

    private static JsonNode stock(String store, String stockId) {
        return SERVER.http()
                .get("/api/v1/stores/" + store + "/stock/" + stockId)
                .json();
    }

    private static Http.Answer sell(String store, String transaction, String... products) {
        List<String> items = new ArrayList<>();
        for (String product : products) {
            items.add("{\"productId\": \"" + product + "\", \"quantity\": 1}");
        }
        return SERVER.http()
                .key(transaction)
                .post(
                        "/api/v1/stores/" + store + "/deductions",
                        "{\"transactionId\": \"" + transaction + "\", \"items\": [" + String.join(",", items) + "]}");
    }

    private static String product(String productId, String column) {
        return SERVER.database().value("SELECT " + column + " FROM products WHERE product_id = '" + productId + "'");
    }

    private static String lines(String productId, int version) {
        return SERVER.database()
                .value("SELECT string_agg(concat_ws(' ', line, name, unit, quantity, cost_per_unit, role), '; '"
                        + " ORDER BY line) FROM recipe_ingredients WHERE product_id = '" + productId
                        + "' AND recipe_version = " + version);
    }

    // What is saved

    @Test
    void aMenuIsSavedWithItsPricesCostsAndRoles_andTheSameMenuAgainIsUnchanged() {
        String a = fresh();
        String b = fresh();
        String[] menu = {
            MENU,
            a + ",Croffle,Classic,Croissant,piece,1,125,30.50,base",
            a + ",Croffle,Classic,Wax Paper,piece,0.5,125,0.7,PACKAGING",
            a + ",Croffle,Classic,Nutella,portion,1,125,,addon",
            b + ",Plain,,Croissant,piece,2,,,"
        };
        saved(upload("menu", menu), 4, 2, 0, 0);

        assertThat(product(a, "concat_ws(' ', name, category, price, is_active, recipe_version)"))
                .isEqualTo("Croffle Classic 125.0000 t 1");
        assertThat(lines(a, 1))
                .isEqualTo("1 Croissant piece 1.0000 30.5000 base; 2 Wax Paper piece 0.5000 0.7000 packaging;"
                        + " 3 Nutella portion 1.0000 addon");
        assertThat(product(b, "concat_ws(' ', name, category, price, is_active, recipe_version)"))
                .isEqualTo("Plain t 1");
        assertThat(lines(b, 1)).isEqualTo("1 Croissant piece 2.0000 base");
        assertThat(SERVER.database().value("SELECT created_by FROM recipes WHERE product_id = '" + a + "'"))
                .isEqualTo("admin");

        List<String> before = snapshot(SERVER.database());
        saved(upload("menu", menu), 4, 0, 0, 2);
        assertThat(snapshot(SERVER.database()))
                .filteredOn(table -> !table.startsWith("catalog_revision"))
                .isEqualTo(before.stream()
                        .filter(table -> !table.startsWith("catalog_revision"))
                        .toList());
    }

    @Test
    void anotherPriceNameOrCategoryMakesNoNewRecipeVersion_andAnotherAmountOrCostDoes() {
        String a = fresh();
        saved(upload("menu", MENU, a + ",Croffle,Classic,Croissant,piece,1,125,30,base"), 1, 1, 0, 0);
        saved(upload("menu", MENU, a + ",Croffle,Classic,Croissant,piece,1,130,30,base"), 1, 0, 1, 0);
        saved(upload("menu", MENU, a + ",Big Croffle,New,Croissant,piece,1,130,30,base"), 1, 0, 1, 0);
        assertThat(product(a, "concat_ws(' ', name, category, price, recipe_version)"))
                .isEqualTo("Big Croffle New 130.0000 1");

        saved(upload("menu", MENU, a + ",Big Croffle,New,Croissant,piece,2,130,30,base"), 1, 0, 1, 0);
        saved(upload("menu", MENU, a + ",Big Croffle,New,Croissant,piece,2,130,31,base"), 1, 0, 1, 0);
        assertThat(product(a, "recipe_version")).isEqualTo("3");
        assertThat(lines(a, 1)).isEqualTo("1 Croissant piece 1.0000 30.0000 base");
        assertThat(lines(a, 3)).isEqualTo("1 Croissant piece 2.0000 31.0000 base");
    }

    @Test
    void I8_aProductWithChoicesIsSkippedAsNotSold() {
        String store = Shops.open(SERVER.cafe());
        String a = fresh();
        String b = fresh();
        Http.Answer answer = upload(
                "menu",
                MENU,
                b + ",Plain,,Croissant,piece,1,,,",
                a + ",Mini,,Croissant,piece,1,,,base",
                a + ",Mini,,Caramel,portion,1,,,Choice");

        saved(answer, 3, 2, 0, 0);
        assertThat(answer.json().path("skipped").toString())
                .isEqualTo("[{\"line\":3,\"productId\":\"" + a + "\",\"reason\":\"has choices, and a sale does not say"
                        + " which was taken: imported as not sold\"}]");
        assertThat(product(a, "is_active")).isEqualTo("f");
        assertThat(lines(a, 1)).endsWith("2 Caramel portion 1.0000 choice");
        requireProblemSlug(sell(store, "t1", a), "unknown-product");
        assertThat(sell(store, "t2", b).status()).isEqualTo(201);
    }

    private static void requireProblemSlug(Http.Answer answer, String slug) {
        assertThat(answer.slug()).as(answer.toString()).isEqualTo(slug);
    }

    @Test
    void aProductThatWasSwitchedOffIsSoldAgain_andTheReportSaysSo() {
        String a = fresh();
        SERVER.http().put("/api/v1/products/" + a, """
                {"name": "A", "isActive": false, "ingredients": [{"name": "Cup", "unit": "piece", "quantity": 1}]}""");
        Http.Answer answer = upload("menu", MENU, a + ",A,,Cup,piece,1,,,");
        saved(answer, 1, 0, 1, 0);
        assertThat(notes(answer, "warnings")).containsExactly("2: Product " + a + " was not sold and is sold again");
        assertThat(product(a, "is_active || ' ' || recipe_version")).isEqualTo("true 1");
    }

    @Test
    void I4_stockIsSavedWithItsOpeningMovement_andTheSameStockAgainIsUnchanged() {
        String store = Shops.open(SERVER.cafe());
        String other = Shops.open(SERVER.cafe());
        String[] file = {
            STOCK,
            store + ",milk,Fresh Milk,litre,12.5,3,false",
            other + ",milk,Fresh Milk,litre,0,,yes",
            store + ",sugar,Sugar,kg,,,"
        };
        saved(upload("stock", file), 3, 3, 0, 0);

        assertThat(stock(store, "milk").toString())
                .contains("\"item\":\"Fresh Milk\",\"unit\":\"litre\",\"quantity\":12.5")
                .contains("\"version\":1")
                .contains("\"reorderLevel\":3,")
                .contains("\"allowNegative\":false");
        assertThat(stock(other, "milk").path("allowNegative").asBoolean()).isTrue();
        assertThat(stock(store, "sugar").path("version").asInt()).isZero();
        assertThat(SERVER.database()
                        .value("SELECT concat_ws(' ', kind, quantity_change, new_quantity, who) FROM"
                                + " inventory_movements WHERE stock_id = 'milk' AND store_id = '" + store + "'"))
                .isEqualTo("opening 12.5000 12.5000 admin");

        List<String> before = snapshot(SERVER.database());
        saved(upload("stock", file), 3, 0, 0, 3);
        assertThat(snapshot(SERVER.database())).isEqualTo(before);
    }

    @Test
    void I4_aQuantityCountsOnlyAtCreation_andAnotherOneLaterIsAWarning() {
        String store = Shops.open(SERVER.cafe());
        Http.Answer answer = upload(
                "stock",
                STOCK,
                store + ",cup,cup,piece,99.5,,",
                store + ",cream,Whipped Cream,piece,7,10,",
                store + ",caramel,caramel,piece,100.0,,",
                store + ",croissant,croissant,piece,,,");

        saved(answer, 4, 0, 1, 3);
        assertThat(notes(answer, "warnings"))
                .containsExactly(
                        "2: Stock item cup has 100, not 99.5: a quantity counts only when the item is created."
                                + " Count it to change it.",
                        "3: Stock item cream has 100, not 7: a quantity counts only when the item is created."
                                + " Count it to change it.");
        assertThat(stock(store, "cup").path("quantity").asInt()).isEqualTo(100);
        assertThat(stock(store, "cream").path("item").asString()).isEqualTo("Whipped Cream");
        assertThat(SERVER.database()
                        .value("SELECT concat_ws(' ', kind, quantity_change, version) FROM inventory_movements"
                                + " WHERE stock_id = 'cream' AND store_id = '" + store + "' ORDER BY version DESC"))
                .isEqualTo("policy 0.0000 2");
    }

    @Test
    void aUnitChangesOnlyWhileTheItemHasNoMovements() {
        String store = Shops.open(SERVER.cafe());
        saved(upload("stock", STOCK, store + ",new,New,kg,0,,"), 1, 1, 0, 0);
        saved(upload("stock", STOCK, store + ",new,New,gram,0,,"), 1, 0, 1, 0);
        savesNothing(
                "stock",
                List.of(STOCK, store + ",new2,New,kg,0,,", store + ",cup,cup,box,,,"),
                "3: Stock item cup has movements in piece; its unit cannot change. Create another item for box.");
    }

    @Test
    void anItemThatIsBelowZeroMayNotLoseItsPermission() {
        String store = Shops.open(SERVER.cafe());
        SERVER.cafe().stock(store, "cup", new StockItemSettings("cup", "piece", null, true, true, null));
        assertThat(SERVER.http()
                        .key("k")
                        .post(
                                "/api/v1/stores/" + store + "/deductions",
                                "{\"transactionId\": \"t\", \"items\": [{\"productId\": \"americano\", \"quantity\":"
                                        + " 101}]}")
                        .status())
                .isEqualTo(201);
        savesNothing(
                "stock",
                List.of(STOCK, store + ",cup,cup,piece,,,no"),
                "2: Stock item cup is at -1. Receive or count it before it may no longer go below zero.");
    }

    @Test
    void anItemIsSwitchedOffAndOnByAColumnOfItsOwn_andOnWithoutOneWithAWarning() {
        String store = Shops.open(SERVER.cafe());
        String header = STOCK + ",is_active";
        saved(upload("stock", header, store + ",cup,cup,piece,,,,false"), 1, 0, 1, 0);
        assertThat(stock(store, "cup").path("isActive").asBoolean()).isFalse();
        saved(upload("stock", header, store + ",cup,cup,piece,,,,no"), 1, 0, 0, 1);

        Http.Answer on = saved(upload("stock", STOCK, store + ",cup,cup,piece,,,"), 1, 0, 1, 0);
        assertThat(notes(on, "warnings"))
                .containsExactly("2: Stock item cup was switched off and is switched on again");
        assertThat(stock(store, "cup").path("isActive").asBoolean()).isTrue();
    }

    @Test
    void mappingsAreSavedAndTheSameMappingsAgainAreUnchanged() {
        String store = Shops.open(SERVER.cafe());
        String[] file = {
            MAPPINGS, store + ",Kitkat,portion,caramel,0.25", store + ",Cup,piece,cup,2", store + ",Cup,box,cup,50"
        };
        saved(upload("mappings", file), 3, 2, 1, 0);
        assertThat(SERVER.http()
                        .get("/api/v1/stores/" + store + "/mappings")
                        .response()
                        .body())
                .contains("{\"ingredient\":\"Kitkat\",\"unit\":\"portion\",\"stockId\":\"caramel\",\"factor\":0.25}")
                .contains("{\"ingredient\":\"Cup\",\"unit\":\"piece\",\"stockId\":\"cup\",\"factor\":2}");

        List<String> before = snapshot(SERVER.database());
        saved(upload("mappings", file), 3, 0, 0, 3);
        assertThat(snapshot(SERVER.database())).isEqualTo(before);
    }

    @Test
    void I3_aMappingWithoutAStoreTakesTheOneThatHasItsStockItem() {
        String store = Shops.open(SERVER.cafe());
        String item = "only-in-" + store;
        SERVER.cafe().stock(store, item, "1");
        saved(upload("mappings", MAPPINGS, ",Rare Thing,piece," + item + ",1"), 1, 1, 0, 0);
        assertThat(SERVER.database().value("SELECT store_id FROM conversion_mappings WHERE stock_id = '" + item + "'"))
                .isEqualTo(store);

        savesNothing(
                "mappings",
                List.of(MAPPINGS, ",Rare,piece,cup,1", ",Rare,piece,nowhere,1"),
                "2: store_id is empty, and stock item cup is not in exactly one store",
                "3: store_id is empty, and stock item nowhere is not in exactly one store");
    }

    @Test
    void cellsAreTrimmed_formulasAreKept_andTheApostropheOfASpreadsheetIsTakenAway() {
        String store = Shops.open(SERVER.cafe());
        saved(
                upload(
                        "stock",
                        STOCK,
                        "  " + store + " ,\tspaces , Two  Words\u00a0x  ,  kg, 1.50 , 0 , TRUE ",
                        store + ",formula,=1+1,kg,1,,",
                        store + ",apostrophe,'=1+1,kg,1,,",
                        store + ",tick,'s Morgens,kg,1,,"),
                4,
                4,
                0,
                0);
        assertThat(stock(store, "spaces").path("item").asString()).isEqualTo("Two  Words\u00a0x");
        assertThat(stock(store, "spaces").path("quantity").asString()).isEqualTo("1.5");
        assertThat(stock(store, "spaces").path("allowNegative").asBoolean()).isTrue();
        assertThat(stock(store, "formula").path("item").asString()).isEqualTo("=1+1");
        assertThat(stock(store, "apostrophe").path("item").asString()).isEqualTo("=1+1");
        assertThat(stock(store, "tick").path("item").asString()).isEqualTo("'s Morgens");
    }

    // The form of a file

    @Test
    void theHeaderMayHaveAnotherOrderCaseSpacesAndAByteOrderMark_alsoBeforeAQuote() {
        String store = Shops.open(SERVER.cafe());
        saved(
                upload(
                        "stock",
                        "\uFEFF Unit ,ITEM,stock_ID,Store_Id,allow_negative,reorder_level,quantity",
                        "kg,A,a1," + store + ",,,4"),
                1,
                1,
                0,
                0);
        saved(
                upload(
                        "stock",
                        "\uFEFF\"store_id\",\"stock_id\",item,unit,quantity,reorder_level,allow_negative",
                        store + ",a2,A,kg,5,,"),
                1,
                1,
                0,
                0);
        assertThat(stock(store, "a1").path("quantity").asInt()).isEqualTo(4);
        assertThat(stock(store, "a2").path("quantity").asInt()).isEqualTo(5);
    }

    @Test
    void quotedCellsMayHaveCommasQuotesAndNewlines_andTheLinesStayRight() {
        String store = Shops.open(SERVER.cafe());
        saved(upload("stock", STOCK, store + ",quoted,\"Syrup, \"\"Hazelnut\"\"\",\"kg\",\"1\",,"), 1, 1, 0, 0);
        assertThat(stock(store, "quoted").path("item").asString()).isEqualTo("Syrup, \"Hazelnut\"");

        savesNothing(
                "stock",
                List.of(STOCK + ",note", store + ",q1,A,kg,1,,,\"three", "lines", "long\"", store + ",q2,A,kg,x,,,"),
                "5: quantity: " + BALANCE + ", not \"x\"");
        savesNothing(
                "stock",
                (STOCK + ",note\r\n" + store + ",q1,A,kg,1,,,\"two\r\nlines\"\r\n\r\n" + store + ",q2,A,kg,x,,,\r\n")
                        .getBytes(StandardCharsets.UTF_8),
                "5: quantity: " + BALANCE + ", not \"x\"");
    }

    @Test
    void linesMayEndAsOnWindows_andTheLastOneNeedNotEndAtAll() {
        String store = Shops.open(SERVER.cafe());
        byte[] file = (STOCK + "\r\n" + store + ",w1,A,kg,1,,\r\n\r\n" + store + ",w2,A,kg,2,,")
                .getBytes(StandardCharsets.UTF_8);
        saved(Uploads.upload(SERVER.http(), "stock", "text/csv; charset=utf-8", file), 2, 2, 0, 0);
        assertThat(stock(store, "w2").path("unit").asString()).isEqualTo("kg");
    }

    @Test
    void unknownColumnsArePassedOverWithAWarning() {
        String store = Shops.open(SERVER.cafe());
        Http.Answer answer = upload("stock", STOCK + ",Colour", store + ",u,A,kg,1,,,green");
        saved(answer, 1, 1, 0, 0);
        assertThat(notes(answer, "warnings"))
                .containsExactly("1: The column \"colour\" is not known and is passed over");
    }

    @Test
    void aHeaderWithColumnsThatAreMissingOrTwiceIsRefused() {
        savesNothing(
                "mappings",
                List.of("store_id,ingredient,unit,unit", "a,b,c,d"),
                "1: The column \"unit\" is there twice",
                "1: The column stock_id is missing; the header must have " + MAPPINGS,
                "1: The column factor is missing; the header must have " + MAPPINGS);
        savesNothing(
                "menu",
                List.of("product_id;product_name;category;ingredient;unit;quantity", "a;b;c;d;e;1"),
                "1: The column product_id is missing; the header must have"
                        + " product_id,product_name,category,ingredient,unit,quantity",
                "1: The column product_name is missing; the header must have"
                        + " product_id,product_name,category,ingredient,unit,quantity",
                "1: The column category is missing; the header must have"
                        + " product_id,product_name,category,ingredient,unit,quantity",
                "1: The column ingredient is missing; the header must have"
                        + " product_id,product_name,category,ingredient,unit,quantity",
                "1: The column unit is missing; the header must have"
                        + " product_id,product_name,category,ingredient,unit,quantity",
                "1: The column quantity is missing; the header must have"
                        + " product_id,product_name,category,ingredient,unit,quantity");
    }

    @Test
    void anEmptyFileIsRefused_andAHeaderAloneHasNothingToSave() {
        for (String empty : List.of("", "\n\n", "\uFEFF")) {
            savesNothing(
                    "stock",
                    empty.getBytes(StandardCharsets.UTF_8),
                    "1: The file is empty; its first line must be the header: " + STOCK);
        }
        saved(upload("stock", STOCK), 0, 0, 0, 0);
        saved(upload("menu", MENU), 0, 0, 0, 0);
        saved(upload("mappings", MAPPINGS + "\n"), 0, 0, 0, 0);
    }

    @Test
    void aRowWithMoreOrFewerCellsThanTheHeaderIsRefused() {
        String store = Shops.open(SERVER.cafe());
        savesNothing(
                "stock",
                List.of(STOCK, store + ",a,A,kg,1,,,", store + ",b,B,kg", store + ",c,C,kg,1,,"),
                "2: The header has 7 columns, this row has 8",
                "3: The header has 7 columns, this row has 4");
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        String store = Shops.open(SERVER.cafe());
        byte[] latin = (STOCK + "\n" + store + ",a,Cr\u00e8me,kg,1,,\n").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(notes(savesNothing("stock", latin), "errors"))
                .singleElement()
                .asString()
                .endsWith(": The file is not UTF-8, from about this line on");
        savesNothing(
                "stock",
                (STOCK + "\n" + store + ",a,A,kg,1,,\n").getBytes(StandardCharsets.UTF_16),
                "1: The file is not UTF-8, from about this line on");
    }

    @Test
    void aQuoteThatIsNotClosedIsRefusedWithItsLine() {
        String store = Shops.open(SERVER.cafe());
        Http.Answer answer = savesNothing(
                "stock", List.of(STOCK, store + ",a,A,kg,1,,", store + ",b,\"B,kg,1,,", store + ",c,C,kg,1,,"));
        assertThat(notes(answer, "errors"))
                .singleElement()
                .asString()
                .startsWith("3: This row is not CSV")
                .endsWith("look for a quote that is not closed");
    }

    @Test
    void aCellOfAMillionCharactersIsRefused() {
        String store = Shops.open(SERVER.cafe());
        Http.Answer answer = savesNothing(
                "stock", List.of(STOCK, store + ",a,A,kg,1,,", store + ",b," + "x".repeat(1_000_000) + ",kg,1,,"));
        assertThat(notes(answer, "errors"))
                .singleElement()
                .asString()
                .startsWith("3: This row is not CSV, or longer than a cell of 4000");
        assertThat(answer.response().body().length()).isLessThan(2_000);
    }

    @Test
    void aNulIsRefusedAndNotRepeated() {
        String store = Shops.open(SERVER.cafe());
        Http.Answer answer = savesNothing(
                "stock",
                List.of(STOCK, store + ",a,A\0B,kg,1,,", store + ",b\0,B,kg,1,,"),
                "2: item: " + NAME + ", not \"A\uFFFDB\"",
                "3: stock_id: " + ID + ", not \"b\uFFFD\"");
        assertThat(answer.response().body()).doesNotContain("\0", "\\u0000");
    }

    // What is refused

    @Test
    void I1_everyWrongCellOfStockIsToldWithItsLine_andNothingIsSaved() {
        String store = Shops.open(SERVER.cafe());
        String long201 = "n".repeat(201);
        List<String> rows = new ArrayList<>(List.of(STOCK, store + ",fine,Fine,kg,1,,"));
        List<String> errors = new ArrayList<>();
        String[][] wrong = {
            {"store_id", ",i,A,kg,1,,", "", ID},
            {"store_id", "a b,i,A,kg,1,,", "a b", ID},
            {"stock_id", store + ",,A,kg,1,,", "", ID},
            {"stock_id", store + ",-i,A,kg,1,,", "-i", ID},
            {"stock_id", store + "," + "i".repeat(129) + ",A,kg,1,,", "i".repeat(40) + "…", ID},
            {"item", store + ",i,,kg,1,,", "", NAME},
            {"item", store + ",i," + long201 + ",kg,1,,", "n".repeat(40) + "…", NAME},
            {"unit", store + ",i,A,  ,1,,", "", NAME},
            {"unit", store + ",i,A," + long201 + ",1,,", "n".repeat(40) + "…", NAME},
            {"quantity", store + ",i,A,kg,-1,,", "-1", BALANCE},
            {"quantity", store + ",i,A,kg,1.00001,,", "1.00001", BALANCE},
            {"quantity", store + ",i,A,kg,100000000000,,", "100000000000", BALANCE},
            {"quantity", store + ",i,A,kg,\"1,5\",,", "1,5", BALANCE},
            {"quantity", store + ",i,A,kg,1e3,,", "1e3", BALANCE},
            {"quantity", store + ",i,A,kg,NaN,,", "NaN", BALANCE},
            {"quantity", store + ",i,A,kg,+1,,", "+1", BALANCE},
            {"quantity", store + ",i,A,kg,\u0661,,", "\u0661", BALANCE},
            {"reorder_level", store + ",i,A,kg,1,-0.0001,", "-0.0001", BALANCE},
            {"reorder_level", store + ",i,A,kg,1,many,", "many", BALANCE},
            {"allow_negative", store + ",i,A,kg,1,,maybe", "maybe", "must be true or false"},
        };
        for (String[] row : wrong) {
            rows.add(row[1]);
            errors.add(rows.size() + ": " + row[0] + ": " + row[3] + ", not \"" + row[2] + "\"");
        }
        rows.add("no-such-store,i,A,kg,1,,");
        errors.add(rows.size() + ": Unknown store: no-such-store");

        Http.Answer answer = savesNothing("stock", rows, errors.toArray(String[]::new));
        assertThat(Uploads.counts(answer)).containsExactly(22L, 1L, 0L, 0L);
        assertThat(answer.json().path("detail").asString()).isEqualTo("Nothing was saved: 21 errors");
    }

    @Test
    void I1_everyWrongCellOfAMenuIsToldWithItsLine_andNothingIsSaved() {
        String long201 = "n".repeat(201);
        String quantity = SaleItem.QUANTITY_RULE;
        List<String> rows = new ArrayList<>(List.of(MENU, fresh() + ",Fine,,Cup,piece,1,,,"));
        List<String> errors = new ArrayList<>();
        String[][] wrong = {
            {"product_id", ",A,,Cup,piece,1,,,", "", ID},
            {"product_id", "a/b,A,,Cup,piece,1,,,", "a/b", ID},
            {"product_name", fresh() + ",,,Cup,piece,1,,,", "", NAME},
            {"product_name", fresh() + "," + long201 + ",,Cup,piece,1,,,", "n".repeat(40) + "…", NAME},
            {"category", fresh() + ",A," + long201 + ",Cup,piece,1,,,", "n".repeat(40) + "…", NAME},
            {"ingredient", fresh() + ",A,,,piece,1,,,", "", NAME},
            {"unit", fresh() + ",A,,Cup,,1,,,", "", NAME},
            {"quantity", fresh() + ",A,,Cup,piece,,,,", "", quantity},
            {"quantity", fresh() + ",A,,Cup,piece,0,,,", "0", quantity},
            {"quantity", fresh() + ",A,,Cup,piece,-1,,,", "-1", quantity},
            {"quantity", fresh() + ",A,,Cup,piece,1000000.0001,,,", "1000000.0001", quantity},
            {"quantity", fresh() + ",A,,Cup,piece,0.00001,,,", "0.00001", quantity},
            {"quantity", fresh() + ",A,,Cup,piece,1/2,,,", "1/2", quantity},
            {"price", fresh() + ",A,,Cup,piece,1,-1,,", "-1", Price.RULE},
            {"price", fresh() + ",A,,Cup,piece,1,₱125,,", "₱125", Price.RULE},
            {"cost_per_unit", fresh() + ",A,,Cup,piece,1,,0.00001,", "0.00001", Price.RULE},
            {"cost_per_unit", fresh() + ",A,,Cup,piece,1,,free,", "free", Price.RULE},
            {"role", fresh() + ",A,,Cup,piece,1,,,side", "side", "must be one of base, choice, packaging, addon"},
        };
        for (String[] row : wrong) {
            rows.add(row[1]);
            errors.add(rows.size() + ": " + row[0] + ": " + row[3] + ", not \"" + row[2] + "\"");
        }
        savesNothing("menu", rows, errors.toArray(String[]::new));
    }

    @Test
    void I1_everyWrongCellOfMappingsIsToldWithItsLine_andNothingIsSaved() {
        String store = Shops.open(SERVER.cafe());
        List<String> rows = new ArrayList<>(List.of(MAPPINGS, store + ",Fine,piece,cup,1"));
        List<String> errors = new ArrayList<>();
        String[][] wrong = {
            {"store_id", "a b,A,piece,cup,1", "a b", ID},
            {"ingredient", store + ",,piece,cup,1", "", NAME},
            {"ingredient", store + "," + "n".repeat(201) + ",piece,cup,1", "n".repeat(40) + "…", NAME},
            {"unit", store + ",A,,cup,1", "", NAME},
            {"stock_id", store + ",A,piece,,1", "", ID},
            {"factor", store + ",A,piece,cup,", "", Mapping.FACTOR_RULE},
            {"factor", store + ",A,piece,cup,0", "0", Mapping.FACTOR_RULE},
            {"factor", store + ",A,piece,cup,-1", "-1", Mapping.FACTOR_RULE},
            {"factor", store + ",A,piece,cup,1000000000.1", "1000000000.1", Mapping.FACTOR_RULE},
            {"factor", store + ",A,piece,cup,0.0000000000001", "0.0000000000001", Mapping.FACTOR_RULE},
        };
        for (String[] row : wrong) {
            rows.add(row[1]);
            errors.add(rows.size() + ": " + row[0] + ": " + row[3] + ", not \"" + row[2] + "\"");
        }
        rows.add("no-such-store,A,piece,cup,1");
        errors.add(rows.size() + ": Unknown store: no-such-store");
        rows.add(store + ",A,piece,nowhere,1");
        errors.add(rows.size() + ": Unknown stock item nowhere in store " + store);
        rows.add(store + ",Coffee Beans,gram,coffee-beans,0.00001");
        errors.add(rows.size() + ": Americano - Coffee Beans: 18 × 0.00001 = 0.00018 needs more than 4 decimals");
        savesNothing("mappings", rows, errors.toArray(String[]::new));
    }

    @Test
    void allThatIsWrongInOneRowIsTold() {
        savesNothing(
                "stock",
                List.of(STOCK, "?,?,,kg,x,y,z"),
                "2: store_id: " + ID + ", not \"?\"",
                "2: stock_id: " + ID + ", not \"?\"",
                "2: item: " + NAME + ", not \"\"",
                "2: reorder_level: " + BALANCE + ", not \"y\"",
                "2: allow_negative: must be true or false, not \"z\"",
                "2: quantity: " + BALANCE + ", not \"x\"");
    }

    @Test
    void noMoreThanAThousandErrorsAreTold() {
        List<String> rows = new ArrayList<>(List.of(STOCK));
        IntStream.range(0, 1500).forEach(i -> rows.add("?,?,A,kg,1,,"));
        Http.Answer answer = savesNothing("stock", rows);
        assertThat(answer.json().path("errors")).hasSize(1000);
        assertThat(answer.json().path("rows").asInt()).isEqualTo(1500);

        List<String> unknown = new ArrayList<>(List.of(STOCK));
        IntStream.range(0, 1500).forEach(i -> unknown.add("no-such-store,i" + i + ",A,kg,1,,"));
        assertThat(savesNothing("stock", unknown).json().path("errors")).hasSize(1000);
    }

    @Test
    void aProductThatContradictsItselfIsRefused() {
        String a = fresh();
        savesNothing(
                "menu",
                List.of(
                        MENU,
                        a + ",A,Cat,Cup,piece,1,5,,",
                        a + ",B,Cat,Lid,piece,1,5,,",
                        a + ",A,Dog,Straw,piece,1,5,,",
                        a + ",A,Cat,Spoon,piece,1,6,,"),
                "3: product_name: must be that of line 2, \"A\", not \"B\"",
                "4: category: must be that of line 2, \"Cat\", not \"Dog\"",
                "5: price: must be that of line 2, \"5\", not \"6\"");
    }

    @Test
    void I8_theRowsOfAProductThatAreNotTogetherAreRefused_soThatNoIngredientIsLost() {
        String a = fresh();
        String b = fresh();
        savesNothing(
                "menu",
                List.of(MENU, a + ",A,,Cup,piece,1,,,", b + ",B,,Cup,piece,1,,,", a + ",A,,Lid,piece,1,,,"),
                "4: Contradicts line 2");
    }

    @Test
    void aProductWithTooManyLinesIsRefused() {
        String a = fresh();
        List<String> rows = new ArrayList<>(List.of(MENU));
        IntStream.range(0, 201).forEach(i -> rows.add(a + ",A,,Thing " + i + ",piece,1,,,"));
        savesNothing("menu", rows, "2: ingredients: must have 1 to 200 lines");
    }

    @Test
    void aMenuThatAStoreCouldNotDeductExactlyIsRefused() {
        String store = Shops.open(SERVER.cafe());
        SERVER.cafe().map(store, "Vanilla of " + store, "drop", "cup", "0.001");
        savesNothing(
                "menu",
                List.of(MENU, fresh() + ",Vanilla,,vanilla  of " + store + ",Drop,0.25,,,"),
                "2: Vanilla - vanilla  of " + store + " in store " + store
                        + ": 0.25 × 0.001 = 0.00025 needs more than 4 decimals");
    }

    @Test
    void theSameRowTwiceIsPassedOverWithAWarning_alsoFarBehind() {
        String store = Shops.open(SERVER.cafe());
        List<String> mappings = new ArrayList<>(List.of(MAPPINGS, store + ",Kitkat,portion,cup,1"));
        mappings.add(store + ",Kitkat,portion,cup,1.0");
        IntStream.range(0, 1200).forEach(i -> mappings.add(store + ",Thing " + i + ",piece,cup,1"));
        mappings.add(store + ", KITKAT ,Portion,cup,1");
        Http.Answer answer = saved(upload("mappings", mappings.toArray(String[]::new)), 1203, 1201, 0, 0);
        assertThat(notes(answer, "warnings"))
                .containsExactly("3: The same as line 2; passed over", "1204: The same as line 2; passed over");
        assertThat(SERVER.database()
                        .value("SELECT ingredient_label FROM conversion_mappings WHERE store_id = '" + store
                                + "' AND recipe_ingredient_name = 'kitkat'"))
                .isEqualTo("Kitkat");

        Http.Answer stock =
                saved(upload("stock", STOCK, store + ",twice,A,kg,5,,", store + ",twice,A,kg,5.0,,no"), 2, 1, 0, 0);
        assertThat(notes(stock, "warnings")).containsExactly("3: The same as line 2; passed over");

        String a = fresh();
        Http.Answer menu = saved(
                upload(
                        "menu",
                        MENU,
                        a + ",A,,Cup,piece,1,,,",
                        fresh() + ",B,,Cup,piece,1,,,",
                        a + ",A,,Cup,piece,1,,,"),
                3,
                2,
                0,
                0);
        assertThat(notes(menu, "warnings")).containsExactly("4: The same as line 2; passed over");
    }

    @Test
    void twoRowsThatContradictEachOtherAreRefused_alsoFarBehind() {
        String store = Shops.open(SERVER.cafe());
        List<String> mappings = new ArrayList<>(List.of(MAPPINGS, store + ",Kitkat,portion,cup,1"));
        mappings.add(store + ",kitkat,portion,caramel,1");
        IntStream.range(0, 1200).forEach(i -> mappings.add(store + ",Thing " + i + ",piece,cup,1"));
        mappings.add(store + ",KITKAT,portion,cup,2");
        savesNothing("mappings", mappings, "3: Contradicts line 2", "1204: Contradicts line 2");

        savesNothing(
                "stock",
                List.of(
                        STOCK,
                        store + ",new,A,kg,5,,",
                        store + ",new,A,kg,6,,",
                        store + ",cup,cup,piece,5,,",
                        store + ",cup,cup,piece,6,,"),
                "3: Contradicts line 2",
                "5: Contradicts line 4");
    }

    // Who may send what

    @Test
    void aFileNeedsAToken() {
        List<String> before = snapshot(SERVER.database());
        for (Http caller : List.of(Http.anonymous(SERVER.url()), Http.of(SERVER.url(), "wrong"))) {
            for (String kind : List.of("menu", "stock", "mappings")) {
                requireProblem(Uploads.upload(caller, kind, STOCK, "cebu,x,A,kg,1,,"), "unauthenticated", 401);
            }
        }
        assertThat(snapshot(SERVER.database())).isEqualTo(before);
    }

    @Test
    void onlyCsvInUtf8ThatIsNotCompressedIsTaken() {
        byte[] file = (STOCK + "\ncebu,x,A,kg,1,,").getBytes(StandardCharsets.UTF_8);
        List<String> before = snapshot(SERVER.database());
        for (String type : List.of(
                "application/json",
                "text/plain",
                "application/octet-stream",
                "multipart/form-data; boundary=x",
                "text/csv; charset=iso-8859-1",
                "text/csv; charset=no-such-charset",
                "nonsense")) {
            requireProblem(Uploads.upload(SERVER.http(), "stock", type, file), "unsupported-media-type", 415);
        }
        requireProblem(
                Uploads.upload(SERVER.http().with("Content-Encoding", "gzip"), "stock", "text/csv", file),
                "unsupported-media-type",
                415);
        requireProblem(
                Http.send(SERVER.http()
                        .request("/api/v1/import/stock")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(file))),
                "unsupported-media-type",
                415);
        requireProblem(SERVER.http().get("/api/v1/import/stock"), "method-not-allowed", 405);
        requireProblem(Uploads.upload(SERVER.http(), "prices", "text/csv", file), "not-found", 404);
        assertThat(snapshot(SERVER.database())).isEqualTo(before);
    }

    @Test
    void aFileOfMoreThan64MiBIsTooLarge_whateverItsSenderSaysOfIt() throws IOException {
        byte[] rows = (Shops.open(SERVER.cafe()) + ",x,A,kg,1,,," + "n".repeat(3500) + "\n")
                .repeat(300)
                .getBytes(StandardCharsets.UTF_8);
        List<String> before = snapshot(SERVER.database());
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(SERVER.url()).getPort())) {
            OutputStream out = socket.getOutputStream();
            head(out, "Transfer-Encoding: chunked");
            chunk(out, (STOCK + ",note\n").getBytes(StandardCharsets.UTF_8));
            for (long sent = 0; sent <= 64L * 1024 * 1024; sent += rows.length) {
                chunk(out, rows);
            }
            assertThat(status(socket.getInputStream())).isEqualTo("HTTP/1.1 413");
        }
        Uploads.awaitNoImport(SERVER.database());
        assertThat(snapshot(SERVER.database())).isEqualTo(before);
    }

    @Test
    void I1_aFileThatBreaksOffSavesNothing() throws IOException {
        String store = Shops.open(SERVER.cafe());
        List<String> before = snapshot(SERVER.database());
        String rows = rows(store, 0, 1000);
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(SERVER.url()).getPort())) {
            OutputStream out = socket.getOutputStream();
            head(out, "Content-Length: 1000000");
            out.write((STOCK + "\n" + rows).getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
        Uploads.awaitNoImport(SERVER.database());
        assertThat(snapshot(SERVER.database())).isEqualTo(before);
    }

    @Test
    void I1_aFileWhoseTransferIsGarbledIsMalformedAndSavesNothing() throws IOException {
        String store = Shops.open(SERVER.cafe());
        List<String> before = snapshot(SERVER.database());
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(SERVER.url()).getPort())) {
            OutputStream out = socket.getOutputStream();
            head(out, "Transfer-Encoding: chunked");
            chunk(out, (STOCK + "\n" + rows(store, 0, 1000)).getBytes(StandardCharsets.UTF_8));
            out.write("no length\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            assertThat(status(socket.getInputStream())).isEqualTo("HTTP/1.1 400");
        }
        Uploads.awaitNoImport(SERVER.database());
        assertThat(snapshot(SERVER.database())).isEqualTo(before);
    }

    @Test
    void aFileOfBlankLinesIsRead() {
        String store = Shops.open(SERVER.cafe());
        saved(upload("stock", STOCK, "\n".repeat(200_000) + store + ",x,A,kg,1,,"), 1, 1, 0, 0);
    }

    private static void head(OutputStream out, String length) throws IOException {
        out.write(("POST /api/v1/import/stock HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                        + "Authorization: Bearer " + TestServer.TOKEN + "\r\n" + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static void chunk(OutputStream out, byte[] bytes) throws IOException {
        out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static String status(InputStream in) throws IOException {
        byte[] answer = in.readNBytes(12);
        return new String(answer, StandardCharsets.US_ASCII);
    }

    private static String rows(String store, int from, int to) {
        StringBuilder rows = new StringBuilder();
        IntStream.range(from, to)
                .forEach(i -> rows.append(store).append(",bulk-").append(i).append(",A,kg,1,,\n"));
        return rows.toString();
    }

    // Sales meanwhile

    /** Holds a row that an import needs, so that the import stands in the middle of its transaction. */
    private static Connection holding(String table, String condition) throws SQLException {
        Connection connection = SERVER.database().owner().getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT FROM " + table + " WHERE " + condition + " FOR UPDATE");
        }
        return connection;
    }

    @Test
    void I1_aSaleMeanwhileGoesByTheOldMenu_andOneAfterwardsByTheNew() throws SQLException {
        String store = Shops.open(SERVER.cafe());
        String a = fresh();
        String z = fresh();
        saved(upload("menu", MENU, a + ",A,,Cup,piece,1,,,", z + ",Z,,Cream,serving,1,,,"), 2, 2, 0, 0);
        List<String> file = new ArrayList<>(List.of(MENU, a + ",A,,Cup,piece,10,,,"));
        IntStream.range(0, 600).forEach(i -> file.add(fresh() + ",Filler,,Cup,piece,1,,,"));
        file.add(z + ",Z,,Cream,serving,10,,,");
        CompletableFuture<Http.Answer> running;
        try (Connection held = holding("products", "product_id = '" + z + "'")) {
            running = CompletableFuture.supplyAsync(() -> upload("menu", file.toArray(String[]::new)));
            Uploads.awaitWaiting(SERVER.database(), 1);
            assertThat(sell(store, "during", a, z).status()).isEqualTo(201);
            assertThat(stock(store, "cup").path("quantity").asInt()).isEqualTo(99);
            assertThat(stock(store, "cream").path("quantity").asInt()).isEqualTo(99);
            held.rollback();
        }
        saved(running.join(), 602, 600, 2, 0);
        assertThat(sell(store, "after", a, z).status()).isEqualTo(201);
        assertThat(stock(store, "cup").path("quantity").asInt()).isEqualTo(89);
        assertThat(stock(store, "cream").path("quantity").asInt()).isEqualTo(89);
    }

    @Test
    void I1_noSaleGoesByAMixtureOfTwoMenusThatReplaceEachOther() {
        String store = Shops.open(SERVER.cafe(), "1000000");
        String a = fresh();
        String z = fresh();
        CompletableFuture<Void> imports = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 30; i++) {
                int amount = 1 + i % 2;
                assertThat(upload(
                                        "menu",
                                        MENU,
                                        a + ",A,,Cup,piece," + amount + ",,,",
                                        z + ",Z,,Cream,serving," + amount + ",,,")
                                .status())
                        .isEqualTo(200);
            }
        });
        int[] seen = new int[3];
        for (int i = 0; !imports.isDone(); i++) {
            Http.Answer answer = sell(store, "mix-" + i, a, z);
            if (answer.status() == 422) {
                continue; // before the first of them
            }
            assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
            JsonNode items = answer.json().path("deductedItems");
            int amount = items.get(0).path("quantityDeducted").asInt();
            assertThat(items.get(1).path("quantityDeducted").asInt()).isEqualTo(amount);
            seen[amount]++;
        }
        imports.join();
        assertThat(seen[1]).isPositive();
        assertThat(seen[2]).isPositive();
    }

    @Test
    void salesGoOnWhileALargeFileOfStockIsImported_alsoOfItemsThatItLeavesAsTheyAre() throws SQLException {
        String store = Shops.open(SERVER.cafe());
        String[] file = {
            STOCK,
            store + ",cup,cup,piece,,,",
            store + ",coffee-beans,coffee-beans,piece,50,,",
            rows(store, 0, 1500) + store + ",cream,Whipped Cream,piece,,,"
        };
        CompletableFuture<Http.Answer> running;
        try (Connection held = holding("inventory_stock", "store_id = '" + store + "' AND stock_id = 'cream'")) {
            running = CompletableFuture.supplyAsync(() -> upload("stock", file));
            Uploads.awaitWaiting(SERVER.database(), 1);
            for (int i = 0; i < 5; i++) {
                assertThat(sell(store, "sale-" + i, Cafe.COFFEE).status()).isEqualTo(201);
            }
            assertThat(stock(store, "bulk-0").path("status").asInt()).isEqualTo(404);
            held.rollback();
        }
        saved(running.join(), 1503, 1500, 1, 2);
        assertThat(stock(store, "cup").path("quantity").asInt()).isEqualTo(95);
        assertThat(stock(store, "cream").path("item").asString()).isEqualTo("Whipped Cream");
        assertThat(stock(store, "bulk-1499").path("quantity").asInt()).isEqualTo(1);
    }

    @Test
    void I4_aSaleOfAnItemThatAnImportChangesWaitsForItAndIsThenRight() throws SQLException {
        String store = Shops.open(SERVER.cafe());
        String[] file = {
            STOCK, store + ",cup,Paper Cup,piece,,20,", rows(store, 0, 1000) + store + ",cream,Whipped Cream,piece,,,"
        };
        CompletableFuture<Http.Answer> running;
        CompletableFuture<Http.Answer> sale;
        try (Connection held = holding("inventory_stock", "store_id = '" + store + "' AND stock_id = 'cream'")) {
            running = CompletableFuture.supplyAsync(() -> upload("stock", file));
            Uploads.awaitWaiting(SERVER.database(), 1);
            sale = CompletableFuture.supplyAsync(() -> sell(store, "waits", Cafe.COFFEE));
            Uploads.awaitWaiting(SERVER.database(), 2);
            assertThat(sale).isNotDone();
            held.rollback();
        }
        saved(running.join(), 1002, 1000, 2, 0);
        assertThat(sale.join().status()).isEqualTo(201);
        assertThat(stock(store, "cup").path("quantity").asInt()).isEqualTo(99);
        assertThat(stock(store, "cup").path("version").asInt()).isEqualTo(3);
    }
}
