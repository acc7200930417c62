package io.atomicinventory.server.imports;

import static io.atomicinventory.server.imports.Uploads.notes;
import static io.atomicinventory.server.imports.Uploads.saved;
import static io.atomicinventory.server.testing.Problems.requireProblem;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The books as spreadsheets: all of them, in order, and without a cell that a spreadsheet would execute. */
class ExportApiTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static String path(String store, String what) {
        return "/api/v1/stores/" + store + "/export/" + what;
    }

    private static String csv(String path) {
        Http.Answer answer = SERVER.http().get(path);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/csv;charset=UTF-8");
        return answer.response().body();
    }

    private static List<String> rows(String store, String what) {
        return List.of(csv(path(store, what)).split("\r\n"));
    }

    private static void sell(String store, String transaction, String product, String quantity) {
        assertThat(SERVER.http()
                        .key(transaction)
                        .post(
                                "/api/v1/stores/" + store + "/deductions",
                                "{\"transactionId\": \"" + transaction + "\", \"userId\": \"ana\","
                                        + " \"occurredAt\": null, \"items\": [{\"productId\": \"" + product
                                        + "\", \"quantity\": " + quantity + "}]}")
                        .status())
                .isEqualTo(201);
    }

    @Test
    void stockIsAFileToKeepWithEveryItemInOrder() {
        String store = Shops.open(SERVER.cafe());
        SERVER.cafe()
                .stock(store, "cup", new StockItemSettings("cup", "piece", new BigDecimal("20"), false, true, null));
        sell(store, "t1", Cafe.COFFEE, "0.5");

        assertThat(SERVER.http().get(path(store, "stock")).header("Content-Disposition"))
                .isEqualTo("attachment; filename=\"" + store + "-stock.csv\"");
        assertThat(rows(store, "stock"))
                .containsExactly(
                        "store_id,stock_id,item,unit,quantity,reorder_level,allow_negative,held,available,version,"
                                + "is_active",
                        store + ",caramel,caramel,piece,100,,false,0,100,1,true",
                        store + ",coffee-beans,coffee-beans,piece,99.991,,false,0,99.991,2,true",
                        store + ",cream,cream,piece,100,,false,0,100,1,true",
                        store + ",croissant,croissant,piece,100,,false,0,100,1,true",
                        store + ",cup,cup,piece,99.5,20,false,0,99.5,3,true",
                        store + ",wax-paper,wax-paper,piece,100,,false,0,100,1,true");
    }

    @Test
    void mappingsAreByIngredientAndUnit_asTheyWereWritten() {
        String store = Shops.open(SERVER.cafe());
        SERVER.cafe().map(store, "KitKat  Bar", "Portion", "caramel", "0.000000000001");
        SERVER.cafe().map(store, "KitKat  Bar", "Box", "caramel", "1000000000");
        assertThat(rows(store, "mappings"))
                .containsExactly(
                        "store_id,ingredient,unit,stock_id,factor",
                        store + ",Caramel,portion,caramel,1",
                        store + ",Coffee Beans,gram,coffee-beans,0.001",
                        store + ",Cream,serving,cream,1",
                        store + ",Croissant,piece,croissant,1",
                        store + ",Cup,piece,cup,1",
                        store + ",KitKat  Bar,Box,caramel,1000000000",
                        store + ",KitKat  Bar,Portion,caramel,0.000000000001",
                        store + ",Wax Paper,piece,wax-paper,1");
    }

    @Test
    void I4_movementsAreItemByItemAndNewestFirst_andNumbersBelowZeroStayNumbers() {
        String store = Shops.open(SERVER.cafe());
        SERVER.cafe().receive(store, "cup", "5", "delivery-" + store);
        sell(store, "t2", Cafe.COFFEE, "2");

        List<String> rows = rows(store, "movements");
        assertThat(rows.getFirst())
                .isEqualTo("store_id,stock_id,version,kind,quantity_change,previous_quantity,new_quantity,"
                        + "transaction_id,idempotency_key,who,user_id,reason,occurred_at,recorded_at");
        String time = "20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z";
        assertThat(rows).hasSize(1 + 6 + 3);
        assertThat(rows.stream().filter(row -> row.startsWith(store + ",cup,")).toList())
                .satisfiesExactly(
                        row -> assertThat(row)
                                .matches(store + ",cup,3,deduction,-2,105,103,t2,t2,admin,ana,," + time + "," + time),
                        row -> assertThat(row)
                                .matches(store + ",cup,2,receipt,5,100,105,,delivery-" + store + ",ana,,," + time + ","
                                        + time),
                        row -> assertThat(row)
                                .matches(store + ",cup,1,opening,100,0,100,,,ana,,," + time + "," + time));
        assertThat(rows.stream().skip(1).map(row -> row.split(",", -1)[1]).distinct())
                .containsExactly("caramel", "coffee-beans", "cream", "croissant", "cup", "wax-paper");
    }

    @Test
    void deductionsAreARowForEachItemThatASaleTook_oldestFirst() {
        String store = Shops.open(SERVER.cafe());
        sell(store, "t1", Cafe.COFFEE, "1");
        sell(store, "t2", Cafe.COFFEE, "2");
        List<String> rows = rows(store, "deductions");
        String time = "20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z";
        assertThat(rows)
                .satisfiesExactly(
                        row -> assertThat(row)
                                .isEqualTo("store_id,transaction_id,idempotency_key,stock_id,ingredient,unit,"
                                        + "quantity_deducted,previous_stock,new_stock,who,user_id,occurred_at,"
                                        + "recorded_at"),
                        row -> assertThat(row)
                                .matches(store + ",t1,t1,coffee-beans,Coffee Beans,piece,0.018,100,99.982,admin,ana,"
                                        + time + "," + time),
                        row -> assertThat(row)
                                .matches(store + ",t1,t1,cup,Cup,piece,1,100,99,admin,ana," + time + "," + time),
                        row -> assertThat(row)
                                .matches(store + ",t2,t2,coffee-beans,Coffee Beans,piece,0.036,99.982,99.946,admin,ana,"
                                        + time + "," + time),
                        row -> assertThat(row)
                                .matches(store + ",t2,t2,cup,Cup,piece,2,99,97,admin,ana," + time + "," + time));

        String before = "?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00%2B08:00";
        assertThat(csv(path(store, "deductions") + before).split("\r\n")).hasSize(1);
        String since = "?from=2020-01-01T00:00:00Z";
        assertThat(csv(path(store, "deductions") + since).split("\r\n")).hasSize(5);
        assertThat(csv(path(store, "deductions") + since + "&to=2020-02-01T00:00:00Z")
                        .split("\r\n"))
                .hasSize(1);
    }

    @Test
    void I3_anExportHasNothingOfOtherStores() {
        String store = Shops.open(SERVER.cafe());
        String other = Shops.open(SERVER.cafe());
        sell(other, "t1", Cafe.COFFEE, "1");
        assertThat(rows(store, "deductions")).hasSize(1);
        assertThat(csv(path(store, "movements"))).doesNotContain(other + ",");
        assertThat(csv(path(store, "stock"))).doesNotContain(other + ",");
        assertThat(csv(path(store, "mappings"))).doesNotContain(other + ",");
    }

    @Test
    void listsOfMoreThanAPageAreWhole() {
        String store = Shops.open(SERVER.cafe());
        List<String> stock = new ArrayList<>(List.of(Uploads.STOCK));
        List<String> mappings = new ArrayList<>(List.of(Uploads.MAPPINGS));
        IntStream.range(0, 2500).forEach(i -> {
            stock.add(store + ",many-" + i + ",Many,kg," + i + ",,");
            mappings.add(store + ",Many " + i + ",kg,many-" + i + ",1");
        });
        Uploads.upload(SERVER.http(), "stock", stock.toArray(String[]::new));
        Uploads.upload(SERVER.http(), "mappings", mappings.toArray(String[]::new));
        SERVER.database()
                .execute(
                        "INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change,"
                                + " previous_quantity, new_quantity, who, occurred_at) SELECT '" + store
                                + "', 'cup', n, 'policy', 0,"
                                + " 100, 100, 'test', clock_timestamp() FROM generate_series(2, 2400) n",
                        "UPDATE inventory_stock SET version = 2400 WHERE stock_id = 'cup' AND store_id = '" + store
                                + "'");

        List<String> items = rows(store, "stock");
        assertThat(items).hasSize(1 + 2506).doesNotHaveDuplicates();
        assertThat(items.subList(1, items.size())).isSorted();
        assertThat(new HashSet<>(rows(store, "mappings"))).hasSize(1 + 2506);
        List<String> movements = rows(store, "movements");
        // An opening quantity of 0 is no movement.
        assertThat(movements).hasSize(1 + 2499 + 5 + 2400).doesNotHaveDuplicates();
        List<Integer> versions = movements.stream()
                .filter(row -> row.startsWith(store + ",cup,"))
                .map(row -> Integer.valueOf(row.split(",", -1)[2]))
                .toList();
        assertThat(versions).hasSize(2400).isSortedAccordingTo((a, b) -> b - a);
    }

    @Test
    void deductionsOfMoreThanAPageAreWhole() {
        String store = Shops.open(SERVER.cafe(), "10000");
        for (int batch = 0; batch < 3; batch++) {
            List<String> sales = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String id = "b" + batch + "-" + i;
                sales.add("{\"idempotencyKey\": \"" + id + "\", \"transactionId\": \"" + id
                        + "\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}");
            }
            assertThat(SERVER.http()
                            .post(
                                    "/api/v1/stores/" + store + "/deductions/batch",
                                    "{\"deductions\": [" + String.join(",", sales) + "]}")
                            .status())
                    .isEqualTo(200);
        }
        assertThat(rows(store, "deductions")).hasSize(1 + 2 * 1200).doesNotHaveDuplicates();
    }

    @Test
    void textsThatBeginLikeAFormulaGetAnApostrophe_andOthersAreEscapedWhereTheyMust() {
        String store = Shops.open(SERVER.cafe());
        String[] names = {"=1+1", "+SUM(A1)", "-2", "@cmd", "'=kept", "Plain - 5", "a,b", "say \"hi\"", "'s Morgens"};
        for (int i = 0; i < names.length; i++) {
            SERVER.cafe()
                    .stock(store, "f" + i, new StockItemSettings(names[i], "=kg", null, true, true, BigDecimal.ONE));
            SERVER.cafe().map(store, names[i], "-unit", "f" + i, "1");
        }
        assertThat(rows(store, "stock"))
                .contains(
                        store + ",f0,'=1+1,'=kg,1,,true,0,1,1,true",
                        store + ",f1,'+SUM(A1),'=kg,1,,true,0,1,1,true",
                        store + ",f2,'-2,'=kg,1,,true,0,1,1,true",
                        store + ",f3,'@cmd,'=kg,1,,true,0,1,1,true",
                        store + ",f4,''=kept,'=kg,1,,true,0,1,1,true",
                        store + ",f5,Plain - 5,'=kg,1,,true,0,1,1,true",
                        store + ",f6,\"a,b\",'=kg,1,,true,0,1,1,true",
                        store + ",f7,\"say \"\"hi\"\"\",'=kg,1,,true,0,1,1,true",
                        store + ",f8,'s Morgens,'=kg,1,,true,0,1,1,true");
        assertThat(rows(store, "mappings")).contains(store + ",'=1+1,'-unit,f0,1", store + ",\"a,b\",'-unit,f6,1");
    }

    @Test
    void whatPeopleAndDevicesWroteIsNeutralisedToo_whateverItBeginsWith() {
        String store = Shops.open(SERVER.cafe());
        String key = "=cmd|'/C_calc'!A0";
        assertThat(SERVER.http()
                        .key(key)
                        .post(
                                "/api/v1/stores/" + store + "/deductions",
                                "{\"transactionId\": \"t\", \"userId\": \"@ana\", \"items\": [{\"productId\":"
                                        + " \"americano\", \"quantity\": 1}]}")
                        .status())
                .isEqualTo(201);
        SERVER.database()
                .execute(
                        "INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change,"
                                + " previous_quantity, new_quantity, who, why, occurred_at) VALUES"
                                + " ('" + store
                                + "', 'cream', 2, 'external', 0, 100, 100, E'\\tcount', E'\\rtwo\\nlines', now())",
                        "UPDATE inventory_stock SET version = 2 WHERE stock_id = 'cream' AND store_id = '" + store
                                + "'");

        assertThat(csv(path(store, "deductions")))
                .contains(store + ",t,'" + key + ",cup,Cup,piece,1,100,99,admin,'@ana,");
        assertThat(csv(path(store, "movements")))
                .contains(",t,'" + key + ",admin,'@ana,,")
                .contains(store + ",cream,2,external,0,100,100,,,'\tcount,,\"'\rtwo\nlines\",");
    }

    @Test
    void numbersBelowZeroStayNumbers() {
        String store = Shops.open(SERVER.cafe(), "0");
        SERVER.cafe().stock(store, "cup", new StockItemSettings("cup", "piece", null, true, true, null));
        SERVER.cafe()
                .stock(store, "coffee-beans", new StockItemSettings("coffee-beans", "piece", null, true, true, null));
        sell(store, "t1", Cafe.COFFEE, "2");
        assertThat(rows(store, "stock"))
                .contains(store + ",cup,cup,piece,-2,,true,0,-2,2,true")
                .contains(store + ",coffee-beans,coffee-beans,piece,-0.036,,true,0,-0.036,2,true");
        assertThat(csv(path(store, "deductions"))).contains(store + ",t1,t1,cup,Cup,piece,2,0,-2,");
    }

    @Test
    void exportsOfStockAndMappingsCanBeImportedAgainAndAreUnchanged() {
        String store = Shops.open(SERVER.cafe());
        String[] names = {"=1+1", "'=x", "''-x", "a,b", "say \"hi\"", "Crème brûlée", "'s"};
        for (int i = 0; i < names.length; i++) {
            SERVER.cafe()
                    .stock(
                            store,
                            "n" + i,
                            new StockItemSettings(
                                    names[i], "+u", BigDecimal.TEN, i % 2 == 0, i % 3 != 0, BigDecimal.ONE));
            SERVER.cafe().map(store, names[i], "@u", "n" + i, "0.25");
        }
        sell(store, "t1", Cafe.COFFEE, "1");
        String stock = csv(path(store, "stock"));
        String mappings = csv(path(store, "mappings"));
        List<String> before = Uploads.snapshot(SERVER.database());

        Http.Answer again = saved(Uploads.upload(SERVER.http(), "stock", stock), 13, 0, 0, 13);
        assertThat(notes(again, "warnings"))
                .containsExactly(
                        "1: The column \"held\" is not known and is passed over",
                        "1: The column \"available\" is not known and is passed over",
                        "1: The column \"version\" is not known and is passed over");
        assertThat(notes(saved(Uploads.upload(SERVER.http(), "mappings", mappings), 13, 0, 0, 13), "warnings"))
                .isEmpty();
        assertThat(Uploads.snapshot(SERVER.database())).isEqualTo(before);
    }

    @Test
    void anUnknownStoreIsAProblemAndNotAFile() {
        for (String what : List.of("stock", "mappings", "movements", "deductions")) {
            requireProblem(SERVER.http().get(path("nowhere", what)), "not-found", 404);
            requireProblem(SERVER.http().with("Accept", "text/csv").get(path("nowhere", what)), "not-found", 404);
            assertThat(SERVER.http().get(path("nowhere", what)).header("Content-Disposition"))
                    .isEmpty();
            requireProblem(SERVER.http().get(path("a%20b", what)), "malformed-request", 400);
        }
        requireProblem(SERVER.http().get(path(Cafe.CEBU, "everything")), "not-found", 404);
    }

    @Test
    void wrongTimesAreAProblem() {
        for (String query : List.of(
                "from=yesterday",
                "to=2026-01-01",
                "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z",
                "from=%2B999999999-01-01T00:00:00Z",
                "from=")) {
            requireProblem(SERVER.http().get(path(Cafe.CEBU, "deductions") + "?" + query), "malformed-request", 400);
        }
    }

    @Test
    void anExportNeedsATokenAndIsCsv() {
        for (String what : List.of("stock", "mappings", "movements", "deductions")) {
            requireProblem(Http.anonymous(SERVER.url()).get(path(Cafe.CEBU, what)), "unauthenticated", 401);
            requireProblem(
                    SERVER.http().with("Accept", "application/pdf").get(path(Cafe.CEBU, what)), "not-acceptable", 406);
            requireProblem(SERVER.http().post(path(Cafe.CEBU, what), "{}"), "method-not-allowed", 405);
        }
    }
}
