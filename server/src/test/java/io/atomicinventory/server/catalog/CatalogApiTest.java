package io.atomicinventory.server.catalog;

import static io.atomicinventory.server.testing.Problems.requireProblem;
import static io.atomicinventory.server.testing.Problems.requireRefusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Stores, products and mappings over HTTP. */
class CatalogApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String STORES = "/api/v1/stores";
    private static final String PRODUCTS = "/api/v1/products";

    private static String mappings(String store) {
        return STORES + "/" + store + "/mappings";
    }

    private static Http.Answer sell(String store, String transactionId, String productId) {
        return SERVER.http()
                .key("k-" + transactionId)
                .post(
                        STORES + "/" + store + "/deductions",
                        "{\"transactionId\": \"%s\", \"items\": [{\"productId\": \"%s\", \"quantity\": 1}]}"
                                .formatted(transactionId, productId));
    }

    private static Http.Answer answered(Http.Answer answer, int status) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        return answer;
    }

    /** All items of a list, read in pages of two, by this member. */
    private static List<String> paged(String path, String member) {
        List<String> shown = new ArrayList<>();
        for (String next = ""; next != null; ) {
            JsonNode page =
                    answered(SERVER.http().get(path + "?limit=2" + next), 200).json();
            assertThat(page.propertyNames()).containsExactly("items", "next");
            page.path("items").forEach(item -> shown.add(item.path(member).asString()));
            next = page.path("next").isNull()
                    ? null
                    : "&after=" + URLEncoder.encode(page.path("next").asString(), UTF_8);
        }
        return shown;
    }

    @Test
    void aStoreIsCreatedWith201AndReplacedWith200() {
        Http.Answer created =
                SERVER.http().put(STORES + "/main-1", "{\"name\": \"Main\", \"timezone\": \"Asia/Manila\"}");
        answered(created, 201);
        assertThat(created.response().body())
                .isEqualTo("{\"storeId\":\"main-1\",\"name\":\"Main\",\"timezone\":\"Asia/Manila\","
                        + "\"onShortage\":\"refuse\"}");
        JsonNode replaced = answered(
                        SERVER.http()
                                .put(
                                        STORES + "/main-1",
                                        "{\"name\": \"Café Ñ\", \"timezone\": \"Europe/Zurich\", \"onShortage\": \"refuse\"}"),
                        200)
                .json();
        assertThat(replaced.path("name").asString()).isEqualTo("Café Ñ");
        assertThat(SERVER.http().get(STORES + "?limit=1000").json().path("items"))
                .contains(replaced);
    }

    @Test
    void storesAreListedByIdPageByPage() {
        for (String id : List.of("z:3", "Z-1", "z.2", "z_9")) {
            answered(SERVER.http().put(STORES + "/" + id, "{\"name\": \"Z\", \"timezone\": \"UTC\"}"), 201);
        }
        assertThat(paged(STORES, "storeId"))
                .contains("Z-1", "z.2", "z:3", "z_9")
                .isSorted();
        for (String query : List.of("limit=0", "limit=1001", "limit=x", "limit=", "after=" + "x".repeat(2501))) {
            requireProblem(SERVER.http().get(STORES + "?" + query), "malformed-request", 400);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                                            | name, timezone",
                "{\"name\": null, \"timezone\": null}                          | name, timezone",
                "{\"name\": 7, \"timezone\": true}                             | name, timezone",
                "{\"name\": \" \", \"timezone\": \"Mars/Base\"}                | name, timezone",
                "{\"name\": \"a\\nb\", \"timezone\": \"UTC\"}                  | name",
                "{\"name\": \"A\", \"timezone\": \"UTC\", \"onShortage\": \"ask\"} | onShortage",
                "{\"name\": \"A\", \"timezone\": \"UTC\", \"storeId\": \"a\"}  | storeId",
            })
    void aMalformedStoreIsRefusedWithEveryFieldThatIsWrong(String body, String fields) {
        requireFields(SERVER.http().put(STORES + "/malformed", body), fields);
        requireProblem(SERVER.http().get(STORES + "/malformed/stock"), "not-found", 404);
    }

    /** @param fields that the errors begin with, in their order */
    private static void requireFields(Http.Answer answer, String fields) {
        requireProblem(answer, "malformed-request", 400);
        assertThat(answer.errors())
                .as(answer.toString())
                .extracting(error -> error.substring(0, error.indexOf(':')))
                .containsExactly(fields.split(", ", -1));
    }

    @Test
    void aNameMayHave200CharactersAndAnIdNoOtherFormThanTheContracts() {
        String body = "{\"name\": \"%s\", \"timezone\": \"UTC\"}";
        answered(SERVER.http().put(STORES + "/long-name", body.formatted("☕".repeat(200))), 201);
        answered(SERVER.http().put(STORES + "/long-name", body.formatted("\uD83E\uDD50".repeat(200))), 200);
        requireFields(SERVER.http().put(STORES + "/long-name", body.formatted("x".repeat(201))), "name");
        answered(SERVER.http().put(STORES + "/" + "i".repeat(128), body.formatted("A")), 201);
        for (String id : List.of("i".repeat(129), "-a", ".a", "a%20b", "caf%C3%A9", "a@b", "a%00")) {
            Http.Answer answer = SERVER.http().put(STORES + "/" + id, body.formatted("A"));
            requireProblem(answer, "malformed-request", 400);
        }
    }

    @Test
    void aProductIsCreatedWith201AndAnEqualRecipeMakesNoNewVersion() {
        String product = """
                {"name": "%s", "category": "Tea", "ingredients": [
                 {"name": "Matcha", "unit": "gram", "quantity": %s}, {"name": "Milk", "unit": "ml", "quantity": "200.50"}]}""";
        Http.Answer created =
                answered(SERVER.http().put(PRODUCTS + "/matcha", product.formatted("Matcha", "4.0")), 201);
        assertThat(created.response().body())
                .isEqualTo(
                        "{\"productId\":\"matcha\",\"name\":\"Matcha\",\"category\":\"Tea\",\"price\":null,\"isActive\":true,"
                                + "\"recipeVersion\":1,\"ingredients\":["
                                + "{\"name\":\"Matcha\",\"unit\":\"gram\",\"quantity\":4,\"role\":\"base\",\"costPerUnit\":null},"
                                + "{\"name\":\"Milk\",\"unit\":\"ml\",\"quantity\":200.5,\"role\":\"base\",\"costPerUnit\":null}]}");
        Http.Answer same = answered(SERVER.http().put(PRODUCTS + "/matcha", product.formatted("Matcha", "\"4\"")), 200);
        assertThat(same.json()).isEqualTo(created.json());

        JsonNode renamed = answered(SERVER.http().put(PRODUCTS + "/matcha", product.formatted("Hot Matcha", "4")), 200)
                .json();
        assertThat(renamed.path("name").asString()).isEqualTo("Hot Matcha");
        assertThat(renamed.path("recipeVersion").intValue()).isEqualTo(1);
        JsonNode stronger = answered(SERVER.http().put(PRODUCTS + "/matcha", product.formatted("Hot Matcha", "5")), 200)
                .json();
        assertThat(stronger.path("recipeVersion").intValue()).isEqualTo(2);
        assertThat(answered(SERVER.http().get(PRODUCTS + "/matcha"), 200).json())
                .isEqualTo(stronger);
        assertThat(SERVER.http().get(PRODUCTS + "?limit=1000").json().path("items"))
                .contains(stronger);
    }

    @Test
    void aDeductionRemembersTheVersionOfTheRecipeItUsedAndAProductSwitchedOffIsNotSold() {
        String store = Shops.open(SERVER.cafe());
        String product = "{\"name\": \"Toast\", \"isActive\": %s, \"ingredients\":"
                + " [{\"name\": \"Croissant\", \"unit\": \"piece\", \"quantity\": %s}]}";
        answered(SERVER.http().put(PRODUCTS + "/toast", product.formatted("true", "1")), 201);
        answered(sell(store, "t1", "toast"), 201);
        answered(SERVER.http().put(PRODUCTS + "/toast", product.formatted("true", "2")), 200);
        JsonNode second = answered(sell(store, "t2", "toast"), 201).json();
        assertThat(second.path("deductedItems").get(0).path("quantityDeducted").asString())
                .isEqualTo("2");
        answered(SERVER.http().put(PRODUCTS + "/toast", product.formatted("false", "2")), 200);
        requireRefusal(sell(store, "t3", "toast"), "unknown-product", 422, "t3");

        for (int version : List.of(1, 2)) {
            JsonNode sold = SERVER.http()
                    .get(STORES + "/" + store + "/deductions/t" + version)
                    .json()
                    .path("items")
                    .get(0);
            assertThat(sold.path("recipeVersion").intValue()).isEqualTo(version);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | name, ingredients",
                "{\"name\": \"A\", \"ingredients\": []} | ingredients",
                "{\"name\": \"A\", \"ingredients\": null} | ingredients",
                "{\"name\": \"A\", \"ingredients\": {}} | ingredients",
                "{\"name\": \"A\", \"ingredients\": [null]} | ingredients[0]",
                "{\"name\": \"A\", \"ingredients\": [{}]}"
                        + " | ingredients[0].name, ingredients[0].unit, ingredients[0].quantity",
                "{\"name\": \"A\", \"category\": \"\", \"isActive\": \"yes\","
                        + " \"ingredients\": [{\"name\": \"A\", \"unit\": \"g\", \"quantity\": 0}]}"
                        + " | category, isActive, ingredients[0].quantity",
                "{\"name\": \"A\", \"ingredients\": [{\"name\": \"A\", \"unit\": \"g\", \"quantity\": 0.00001}]}"
                        + " | ingredients[0].quantity",
                "{\"name\": \"A\", \"colour\": 1,"
                        + " \"ingredients\": [{\"name\": \"A\", \"unit\": \"g\", \"quantity\": 1, \"factor\": 1}]}"
                        + " | ingredients[0].factor, colour",
            })
    void aMalformedProductIsRefusedWithEveryFieldThatIsWrong(String body, String fields) {
        requireFields(SERVER.http().put(PRODUCTS + "/malformed", body), fields);
        requireProblem(SERVER.http().get(PRODUCTS + "/malformed"), "not-found", 404);
    }

    @Test
    void aRoleOrCostThatIsLeftOutStays_andAProductWithChoicesIsNotSold() {
        String whole = """
                {"name": "Mini", "price": 65, "isActive": false, "ingredients": [
                 {"name": "Box", "unit": "piece", "quantity": 1, "role": "packaging", "costPerUnit": 2.4},
                 {"name": "Caramel", "unit": "portion", "quantity": 1, "role": "choice"}]}""";
        String short_ = """
                {"name": "Mini", "price": 65, "isActive": %s, "ingredients": [
                 {"name": "Box", "unit": "piece", "quantity": 1},
                 {"name": "Caramel", "unit": "portion", "quantity": 1}]}""";
        JsonNode created =
                answered(SERVER.http().put(PRODUCTS + "/mini", whole), 201).json();

        assertThat(answered(SERVER.http().put(PRODUCTS + "/mini", short_.formatted("false")), 200)
                        .json())
                .isEqualTo(created);
        requireFields(SERVER.http().put(PRODUCTS + "/mini", short_.formatted("true")), "isActive");
    }

    @Test
    void anUnknownProductIsNotFound() {
        assertThat(requireProblem(SERVER.http().get(PRODUCTS + "/nothing"), "not-found", 404)
                        .errors())
                .containsExactly("Unknown product: nothing");
        requireProblem(SERVER.http().get(PRODUCTS + "/-x"), "malformed-request", 400);
    }

    @Test
    void productsAreListedByIdPageByPage() {
        for (String id : List.of("b", "B", "a")) {
            SERVER.cafe().product("list-" + id, "List", "Cup piece 1", "Croissant piece 1");
        }
        assertThat(paged(PRODUCTS, "productId"))
                .contains("list-B", "list-a", "list-b", Cafe.COFFEE, Cafe.CROFFLE)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void puttingMappingsAddsOrReplacesTheNamedPairsAndLeavesTheOthers() {
        String store = Shops.open(SERVER.cafe());
        answered(SERVER.http().put(mappings(store), """
                [{"ingredient": "  caramel ", "unit": "PORTION", "stockId": "cream", "factor": "0.250"},
                 {"ingredient": "Jam", "unit": "spoon", "stockId": "caramel", "factor": 0.000000000001}]"""), 200);
        Http.Answer list = answered(SERVER.http().get(mappings(store)), 200);
        assertThat(list.json().path("items").size()).isEqualTo(7);
        assertThat(list.response().body())
                .contains(
                        "{\"ingredient\":\"  caramel \",\"unit\":\"PORTION\",\"stockId\":\"cream\",\"factor\":0.25}",
                        "{\"ingredient\":\"Jam\",\"unit\":\"spoon\",\"stockId\":\"caramel\","
                                + "\"factor\":0.000000000001}",
                        "{\"ingredient\":\"Cream\",\"unit\":\"serving\",\"stockId\":\"cream\",\"factor\":1}");
        JsonNode sold = answered(sell(store, "t", Cafe.CROFFLE), 201).json().path("deductedItems");
        assertThat(sold.get(1).path("ingredientName").asString()).isEqualTo("Cream, Caramel");
        assertThat(sold.get(1).path("quantityDeducted").asString()).isEqualTo("1.25");
    }

    @Test
    void namesAndUnitsMatchAfterNormalisationWhateverTheirCaseAndSpaces() {
        String store = Shops.open(SERVER.cafe());
        SERVER.cafe().product("tart", "Tart", "Cre\u0300me  BRU\u0302LE\u0301E Gram 1");
        answered(SERVER.http().put(mappings(store), """
                [{"ingredient": " cr\u00e8me br\u00fbl\u00e9e", "unit": "gram", "stockId": "cream", "factor": 1}]"""), 200);
        answered(sell(store, "t", "tart"), 201);
    }

    @Test
    void allMappingsOfACallAreSavedOrNone() {
        String store = Shops.open(SERVER.cafe());
        String before = SERVER.http().get(mappings(store)).response().body();
        String good = "{\"ingredient\": \"Jam\", \"unit\": \"spoon\", \"stockId\": \"cream\", \"factor\": 1}";

        Http.Answer unknown = SERVER.http()
                .put(
                        mappings(store),
                        "[" + good + ", "
                                + good.replace("Jam", "Tea").replace("cream", "nothing") + ", "
                                + good.replace("Jam", "Ice").replace("cream", "nowhere") + "]");
        requireProblem(unknown, "not-found", 404);
        assertThat(unknown.errors())
                .containsExactly(
                        "Unknown stock item nothing in store " + store, "Unknown stock item nowhere in store " + store);

        requireFields(
                SERVER.http().put(mappings(store), "[" + good + ", " + good.replace("1}", "0, \"x\": 1}") + ", 7, {}]"),
                "[1].factor, [1].x, [2], [3].ingredient, [3].unit, [3].stockId, [3].factor");
        requireFields(
                SERVER.http().put(mappings(store), "[" + good + ", " + good.replace("Jam", " JAM ") + "]"), "[1]");
        assertThat(SERVER.http().get(mappings(store)).response().body()).isEqualTo(before);
    }

    @Test
    void mappingsAreAnArrayOfAtLeastOneWithFactorsInBounds() {
        for (String body : List.of("[]", "{}", "null", "7", "\"x\"", "{\"mappings\": []}")) {
            requireProblem(SERVER.http().put(mappings(Cafe.CEBU), body), "malformed-request", 400);
        }
        for (String factor : List.of("0", "-1", "1000000001", "0.0000000000001", "\"1e3\"", "null", "[]")) {
            Http.Answer answer = SERVER.http()
                    .put(
                            mappings(Cafe.CEBU),
                            "[{\"ingredient\": \"Jam\", \"unit\": \"spoon\", \"stockId\": \"cream\", \"factor\": "
                                    + factor + "}]");
            requireFields(answer, "[0].factor");
        }
    }

    @Test
    void mappingsOfAnUnknownStoreAreNotFound() {
        requireProblem(SERVER.http().get(mappings("nowhere")), "not-found", 404);
        requireProblem(SERVER.http().delete(mappings("nowhere") + "?ingredient=Jam&unit=g"), "not-found", 404);
        Http.Answer put = SERVER.http()
                .put(
                        mappings("nowhere"),
                        "[{\"ingredient\": \"Jam\", \"unit\": \"spoon\", \"stockId\": \"cream\", \"factor\": 1}]");
        assertThat(requireProblem(put, "not-found", 404).errors()).containsExactly("Unknown store: nowhere");
    }

    @Test
    void I3_aMappingIsDeletedByItsNameInItsStoreAloneAndOnlyOnce() {
        String here = Shops.open(SERVER.cafe());
        String there = Shops.open(SERVER.cafe());
        String caramel = "?ingredient=%20CARAMEL&unit=Portion";
        Http.Answer deleted = answered(SERVER.http().delete(mappings(here) + caramel), 204);
        assertThat(deleted.response().body()).isEmpty();
        requireProblem(SERVER.http().delete(mappings(here) + caramel), "not-found", 404);

        Http.Answer refused = sell(here, "t", Cafe.CROFFLE);
        requireRefusal(refused, "no-conversion-mapping", 422, "t");
        assertThat(refused.errors()).containsExactly("No conversion mapping found for Caramel in store " + here);
        answered(sell(there, "t", Cafe.CROFFLE), 201);
        answered(sell(here, "t2", Cafe.COFFEE), 201);
    }

    @Test
    void deletingWithoutNamingAMappingDeletesNone() {
        String store = Shops.open(SERVER.cafe());
        for (String query : List.of("", "?ingredient=Cup", "?unit=piece", "?ingredient=&unit=", "?all=true")) {
            requireProblem(SERVER.http().delete(mappings(store) + query), "malformed-request", 400);
        }
        assertThat(SERVER.http().get(mappings(store)).json().path("items").size())
                .isEqualTo(6);
    }

    @Test
    void mappingsAreListedPageByPage() {
        String store = Shops.open(SERVER.cafe());
        SERVER.cafe().map(store, "Äpfel & Birnen=1", "100 g", "cream", "1");
        assertThat(paged(mappings(store), "ingredient"))
                .containsExactly(
                        "Caramel", "Coffee Beans", "Cream", "Croissant", "Cup", "Wax Paper", "Äpfel & Birnen=1");
        requireProblem(SERVER.http().get(mappings(store) + "?limit=0"), "malformed-request", 400);
    }

    @Test
    void I8_anInexactRecipeOrFactorIsRefusedWhenItIsSavedSoThatNoTillMeetsIt() {
        String store = Shops.open(SERVER.cafe());
        Http.Answer product = SERVER.http()
                .put(
                        PRODUCTS + "/speck",
                        "{\"name\": \"Speck\", \"ingredients\": [{\"name\": \"Coffee Beans\", \"unit\": \"gram\","
                                + " \"quantity\": 0.05}]}");
        requireProblem(product, "quantity-not-exact", 422);
        assertThat(product.errors())
                .allMatch(error -> error.startsWith("Speck - Coffee Beans in store ")
                        && error.endsWith(": 0.05 × 0.001 = 0.00005 needs more than 4 decimals"));
        requireProblem(SERVER.http().get(PRODUCTS + "/speck"), "not-found", 404);

        Http.Answer factor = SERVER.http()
                .put(
                        mappings(store),
                        "[{\"ingredient\": \"Cup\", \"unit\": \"piece\", \"stockId\": \"cup\", \"factor\": 0.00001},"
                                + " {\"ingredient\": \"Ice\", \"unit\": \"cube\", \"stockId\": \"cup\", \"factor\": 1}]");
        requireProblem(factor, "quantity-not-exact", 422);
        assertThat(factor.errors())
                .containsExactly("Americano - Cup: 1 × 0.00001 = 0.00001 needs more than 4 decimals");
        assertThat(SERVER.http().get(mappings(store)).json().path("items").size())
                .isEqualTo(6);
        answered(sell(store, "t", Cafe.COFFEE), 201);
    }

    @Test
    void I8_aGapIsClosedByMappingWhatIsSuggested() {
        String store = Shops.open(SERVER.cafe());
        SERVER.cafe().product("mocha-" + store, "Mocha", "Cocoa g 10", "Coffee Beans gram 18", "Cup piece 1");
        answered(
                SERVER.http()
                        .put(
                                STORES + "/" + store + "/stock/cocoa",
                                "{\"item\": \"cocoa\", \"unit\": \"kg\", \"openingQuantity\": 2}"),
                201);
        answered(sell(store, "mocha-1-" + store, "mocha-" + store), 422);

        JsonNode page = answered(SERVER.http().get(mappings(store) + "/gaps?limit=1"), 200)
                .json();
        assertThat(page.propertyNames()).containsExactly("items", "next");
        JsonNode gap = page.path("items").get(0);
        assertThat(gap).hasToString("""
                {"kind":"missing","ingredient":"Cocoa","unit":"g","stockId":null,"refusedSales":1,"lastRefusedAt":%s,\
                "products":1,"examples":[{"productId":"mocha-%s","name":"Mocha"}],\
                "suggestions":[{"stockId":"cocoa","item":"cocoa","unit":"kg","score":100,"factor":0.001}]}""".formatted(gap.path("lastRefusedAt"), store));
        assertThat(gap.path("lastRefusedAt").asString()).endsWith("Z");

        answered(
                SERVER.http()
                        .put(
                                mappings(store),
                                "[{\"ingredient\": \"Cocoa\", \"unit\": \"g\", \"stockId\": \"cocoa\", \"factor\": 0.001}]"),
                200);
        assertThat(paged(mappings(store) + "/gaps", "ingredient")).doesNotContain("Cocoa");
        answered(sell(store, "mocha-2-" + store, "mocha-" + store), 201);
        requireProblem(SERVER.http().get(mappings(store) + "/gaps?after=x"), "malformed-request", 400);
        requireProblem(SERVER.http().get(mappings("nowhere") + "/gaps"), "not-found", 404);
    }
}
