package io.atomicinventory.server.dashboard.stock;

import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.stock.Movement;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.stock.StockService;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.Visitor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The stock pages without a script: what they show to whom, and what their forms book. */
class StockPageTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    /** By role: hashing a password takes its time. */
    private static final Map<String, Visitor> VISITORS = new ConcurrentHashMap<>();

    private String store = "";

    @BeforeEach
    void aShop() {
        store = Shops.open(SERVER.cafe());
    }

    private static Visitor signedIn(String role) {
        return VISITORS.computeIfAbsent(role, key -> {
            String personId = "stock-" + role;
            People.add(SERVER.http(), personId, role, "[\"*\"]");
            Visitor visitor = new Visitor(SERVER.url());
            assertThat(visitor.signIn(personId, People.PASSWORD).status()).isEqualTo(302);
            return visitor;
        });
    }

    private String list() {
        return HOME + "/" + store + "/stock";
    }

    private String cup() {
        return list() + "/cup";
    }

    private static String body(Http.Answer answer) {
        return answer.response().body();
    }

    /** The key that stands hidden in the form of this booking. */
    private static String key(Http.Answer page, String booking) {
        Matcher matcher = Pattern.compile(
                        "id=\"form-" + booking + "\".*?name=\"key\" autocomplete=\"off\" value=\"([^\"]+)\"",
                        Pattern.DOTALL)
                .matcher(body(page));
        assertThat(matcher.find()).as(body(page)).isTrue();
        return matcher.group(1);
    }

    /** Opens the item's page and sends its form. */
    private Http.Answer book(String booking, String... namesAndValues) {
        Http.Answer page = signedIn("manager").get(cup());
        return send(page, booking, key(page, booking), namesAndValues);
    }

    private Http.Answer send(Http.Answer page, String booking, String key, String... namesAndValues) {
        String[] fields =
                Stream.concat(Stream.of("key", key), Stream.of(namesAndValues)).toArray(String[]::new);
        return signedIn("manager").post(cup() + "/bookings/" + booking, Visitor.secretOf(page), fields);
    }

    private List<Movement> movements() {
        return SERVER.bean("stock", StockService.class)
                .movements(store, "cup", null, 100)
                .items();
    }

    private void requireCups(String quantity) {
        assertThat(SERVER.cafe().quantity(store, "cup")).isEqualByComparingTo(quantity);
    }

    // The list

    @Test
    void theListShowsEachItemWithItsFiguresAndItsStatusInWords() {
        SERVER.cafe()
                .stock(
                        store,
                        "low-1",
                        new StockItemSettings("Sugar <b>", "kg", BigDecimal.TEN, false, true, new BigDecimal("2.5")));
        SERVER.cafe().stock(store, "off-1", new StockItemSettings("Salt", "kg", null, false, false, null));
        String page = body(signedIn("cashier").get(list()));
        assertThat(page)
                .contains("Sugar &lt;b&gt;", ">2.5<", ">10<", ">Low<", ">Switched off<", ">OK<", "/stock/low-1\"")
                .doesNotContain("<b>");
        assertThat(page.indexOf("item-cup")).isLessThan(page.indexOf("item-low-1"));
    }

    @ParameterizedTest
    @CsvSource({
        "?search=CREA, cream, cup",
        "?filter=negative, No item matches, item-cup",
        "?search=%25, No item matches, item-cup",
        "?search=%3Cscript%3E, clear the search, <script>",
        "?search=cr&after=cream, item-croissant, item-cream"
    })
    void whatIsLookedForIsFound_andNothingElse(String query, String there, String notThere) {
        Http.Answer page = signedIn("cashier").get(list() + query);
        assertThat(page.status()).isEqualTo(200);
        String shown = body(page);
        assertThat(shown.substring(shown.indexOf("id=\"stock-list\"")))
                .contains(there)
                .doesNotContain(notThere);
    }

    @Test
    void aListThatIsAskedForByAScriptIsThePartAlone_withTheAddressOfThePage() {
        Visitor cashier = signedIn("cashier");
        Http.Answer part = cashier.send(
                cashier.request(list() + "?search=a%26b%20c&filter=").header("HX-Request", "true"));
        assertThat(body(part))
                .startsWith("<div id=\"stock-list\"")
                .contains("hx-get=\"" + list() + "?search=a%26b%20c\"")
                .doesNotContain("<html");
    }

    @Test
    void aStoreWithoutStockSaysHowStockComesIn() {
        SERVER.cafe().store("bare-" + store);
        assertThat(body(signedIn("cashier").get(HOME + "/bare-" + store + "/stock")))
                .contains("There is no stock here yet", "/api/v1/import/stock", "bare-" + store + "/stock/ID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?filter=none", "?search=a%00b", "?after=%00"})
    void anAddressThatMeansNothingIsRefused(String query) {
        assertThat(signedIn("cashier").get(list() + query).status()).isEqualTo(400);
    }

    @Test
    void longListsArePagedByTheDatabase() {
        SERVER.database().execute("""
                INSERT INTO inventory_stock (store_id, stock_id, item, unit)
                SELECT '%s', 'row-' || n, 'Row ' || n, 'kg' FROM generate_series(100, 160) n""".formatted(store));
        Visitor cashier = signedIn("cashier");
        String first = body(cashier.get(list() + "?search=row"));
        assertThat(first).contains("Row 149<", "search=row&amp;after=row-149").doesNotContain("Row 150<");
        assertThat(body(cashier.get(list() + "?search=row&after=row-149")))
                .contains("Row 150<", "Row 160<", "To the beginning")
                .doesNotContain("Row 149<", "Next items");
    }

    // Who sees what

    @Test
    void aCashierSeesTheFiguresAndNeitherTheTrailNorAForm() {
        String page = body(signedIn("cashier").get(cup()));
        assertThat(page).contains("100 piece", "Never counted").doesNotContain("stock-trail", "form-receipts");
        assertThat(signedIn("cashier").get(cup() + "/figures").status()).isEqualTo(200);
        assertThat(signedIn("cashier").get(cup() + "/trail").status()).isEqualTo(403);
    }

    @Test
    void anAuditorSeesTheTrailAndBooksNothing() {
        SERVER.cafe().receive(store, "cup", "5", "k-" + store);
        Visitor auditor = signedIn("auditor");
        Http.Answer page = auditor.get(cup());
        assertThat(body(page)).contains("stock-trail", "Received", "+5").doesNotContain("form-receipts", "Take back");
        for (String path : List.of("/bookings/receipts", "/movements/2/reversal")) {
            Http.Answer refused =
                    auditor.post(cup() + path, Visitor.secretOf(page), "key", "k", "quantity", "1", "reason", "r");
            assertThat(refused.status()).isEqualTo(403);
        }
        requireCups("105");
    }

    @Test
    void I3_anItemOfAnotherStoreIsNotFound_andAnotherStoreIsForbidden() {
        SERVER.cafe().stock(store, "only-here", "1");
        Visitor manager = signedIn("manager");
        assertThat(manager.get(HOME + "/cebu/stock/only-here").status()).isEqualTo(404);
        People.add(SERVER.http(), "stock-of-" + store, "manager", "[\"" + store + "\"]");
        Visitor own = new Visitor(SERVER.url());
        own.signIn("stock-of-" + store, People.PASSWORD);
        Http.Answer page = own.get(cup());
        assertThat(page.status()).isEqualTo(200);
        assertThat(own.get(HOME + "/cebu/stock/cup").status()).isEqualTo(403);
        BigDecimal before = SERVER.cafe().quantity(Cafe.CEBU, "cup");
        assertThat(own.post(
                                HOME + "/cebu/stock/cup/bookings/receipts",
                                Visitor.secretOf(page),
                                "key",
                                "k",
                                "quantity",
                                "1")
                        .status())
                .isEqualTo(403);
        assertThat(SERVER.cafe().quantity(Cafe.CEBU, "cup")).isEqualByComparingTo(before);
    }

    // Booking

    @ParameterizedTest
    @CsvSource({
        "receipts, quantity, 24, reference, PO-17, 124, 'Received 24 piece: 100 → 124.'",
        "counts, countedQuantity, 90.5, reason, '', 90.5, 'Counted 90.5 piece: 100 → 90.5.'",
        "adjustments, quantityChange, -3, reason, lent out, 97, 'Adjusted −3 piece: 100 → 97.'",
        "waste, quantity, 1.25, reason, broken, 98.75, 'Thrown away 1.25 piece: 100 → 98.75.'"
    })
    void eachBookingIsMadeInThePersonsName_andSaysWhatItChanged(
            String booking, String field, String quantity, String wordsField, String words, String now, String told) {
        Http.Answer answer = book(booking, field, quantity, wordsField, words);
        assertThat(answer.status()).as(body(answer)).isEqualTo(200);
        assertThat(body(answer)).contains(told);
        requireCups(now);
        Movement movement = movements().getFirst();
        assertThat(movement.who()).isEqualTo("stock-manager");
        assertThat(movement.why()).isEqualTo(words.isEmpty() ? null : words);
    }

    @Test
    void I2_theSameFormSentAgainBooksOnce_andTheNextFormIsAnother() {
        Http.Answer page = signedIn("manager").get(cup());
        String key = key(page, "receipts");
        Http.Answer first = send(page, "receipts", key, "quantity", "5");
        Http.Answer again = send(page, "receipts", key, "quantity", "5");
        assertThat(body(again)).contains("Received 5 piece: 100 → 105.", "booked once");
        requireCups("105");
        assertThat(key(first, "receipts")).isNotEqualTo(key);
        send(first, "receipts", key(first, "receipts"), "quantity", "5");
        requireCups("110");
    }

    @Test
    void I2_aDoubleClickBooksOnce() {
        Http.Answer page = signedIn("manager").get(cup());
        String key = key(page, "receipts");
        List<CompletableFuture<Http.Answer>> clicks = Stream.of(1, 2, 3, 4)
                .map(click -> CompletableFuture.supplyAsync(() -> send(page, "receipts", key, "quantity", "5")))
                .toList();
        assertThat(clicks).allSatisfy(click -> assertThat(click.join().status()).isEqualTo(200));
        requireCups("105");
    }

    @Test
    void I2_theSameFormWithOtherValuesIsRefused_andTheNextOneHasAnotherKey() {
        Http.Answer page = signedIn("manager").get(cup());
        String key = key(page, "receipts");
        send(page, "receipts", key, "quantity", "5");
        Http.Answer other = send(page, "receipts", key, "quantity", "6");
        assertThat(other.status()).isEqualTo(422);
        assertThat(body(other)).contains("sent before, with other values");
        assertThat(key(other, "receipts")).isNotEqualTo(key);
        requireCups("105");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "receipts | quantity | 1,5 | reference | PO | quantity: must be above 0",
                "receipts | quantity | 1e3 | reference | PO | quantity: must be above 0",
                "receipts | quantity | 0.00001 | reference | PO | with at most 4 decimals",
                "receipts | quantity | '' | reference | PO | quantity: is missing",
                "adjustments | quantityChange | 0 | reason | why | must not be 0",
                "adjustments | quantityChange | 4 | reason | '' | reason: is missing",
                "counts | countedQuantity | -1 | reason | x | must be from 0"
            })
    void whatIsNotInOrderIsRefusedBesideItsForm_andWhatWasTypedIsKept(
            String booking, String field, String quantity, String wordsField, String words, String told) {
        Http.Answer page = signedIn("manager").get(cup());
        String key = key(page, booking);
        Http.Answer refused = send(page, booking, key, field, quantity, wordsField, words);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(body(refused)).contains("id=\"errors-" + booking, told);
        if (!quantity.isEmpty()) {
            assertThat(body(refused)).contains("name=\"" + field + "\" value=\"" + quantity + "\"");
        }
        assertThat(key(refused, booking)).isEqualTo(key);
        requireCups("100");
    }

    @Test
    void I5_whatIsNotThereIsNotThrownAway_andTheNextTryIsAnotherRequest() {
        Http.Answer page = signedIn("manager").get(cup());
        String key = key(page, "waste");
        Http.Answer refused = send(page, "waste", key, "quantity", "101", "reason", "flood");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(body(refused)).contains("There is not enough stock", "Have 100", "value=\"101\"", "value=\"flood\"");
        Http.Answer next = send(refused, "waste", key(refused, "waste"), "quantity", "99", "reason", "flood");
        assertThat(next.status()).isEqualTo(200);
        requireCups("1");
    }

    @Test
    void aCountThatIsFarFromTheBooksIsAskedAboutBeforeItIsBooked() {
        Http.Answer page = signedIn("manager").get(cup());
        String key = key(page, "counts");
        Http.Answer asked = send(page, "counts", key, "countedQuantity", "30");
        assertThat(body(asked)).contains("The books say 100 piece; you counted 30. That is 70 less.", "confirm-count");
        requireCups("100");
        Http.Answer other = send(asked, "counts", key, "countedQuantity", "3", "confirmed", "30");
        assertThat(body(other)).contains("That is 97 less.");
        Http.Answer booked = send(other, "counts", key, "countedQuantity", "30", "confirmed", "30");
        assertThat(body(booked)).contains("Counted 30 piece: 100 → 30.");
        requireCups("30");
    }

    @Test
    void whatSomebodyTypesIsShownAsTextAndNeverRuns() {
        Http.Answer answer = book("receipts", "quantity", "1", "reference", "<script>alert(1)</script>\"'");
        assertThat(body(answer)).contains("&lt;script&gt;alert(1)").doesNotContain("<script>alert");
        Http.Answer refused = book("receipts", "quantity", "\"><script>x", "reference", "r");
        assertThat(body(refused)).contains("&quot;&gt;&lt;script&gt;x").doesNotContain("\"><script>x");
        assertThat(send(refused, "theft", "k", "quantity", "1").status()).isEqualTo(404);
    }

    @Test
    void aFormWithoutItsSecretBooksNothing() {
        Http.Answer refused = signedIn("manager").post(cup() + "/bookings/receipts", "", "key", "k-1", "quantity", "5");
        assertThat(refused.status()).isEqualTo(403);
        requireCups("100");
    }

    @Test
    void whoBookedWhatStandsInTheAuditTrail() {
        book("receipts", "quantity", "5");
        assertThat(SERVER.http()
                        .get("/api/v1/audit?storeId=" + store + "&who=stock-manager")
                        .toString())
                .contains("/stock/{stockId}/bookings/{booking}", cup() + "/bookings/receipts", "stock-manager");
    }

    // Taking back

    @Test
    void aBookingIsTakenBackOnce_afterAQuestion() {
        book("receipts", "quantity", "24");
        Visitor manager = signedIn("manager");
        assertThat(body(manager.get(cup()))).contains("/cup/movements/2/reversal");
        String path = cup() + "/movements/2/reversal";
        Http.Answer question = manager.get(path);
        assertThat(body(question)).contains("Take back movement 2", "Received", "+24 piece");
        Matcher key = Pattern.compile("name=\"key\" autocomplete=\"off\" value=\"([^\"]+)\"")
                .matcher(body(question));
        assertThat(key.find()).isTrue();
        String csrf = Visitor.secretOf(question);
        for (int i = 0; i < 2; i++) {
            Http.Answer done = manager.post(path, csrf, "key", key.group(1), "reason", "typed twice");
            assertThat(done.status()).as(body(done)).isEqualTo(302);
            assertThat(done.header("Location")).isEqualTo(cup());
        }
        assertThat(body(manager.get(cup())))
                .contains("Taken back −24 piece: 124 → 100.", "typed twice")
                .doesNotContain("/cup/movements/2/reversal");
        requireCups("100");
        Http.Answer again = manager.post(path, csrf, "key", "another", "reason", "again");
        assertThat(again.status()).isEqualTo(409);
        assertThat(body(again)).contains("was already reversed by movement 3");
        assertThat(manager.post(path, csrf, "key", "k", "reason", "").status()).isEqualTo(400);
    }

    @Test
    void whatIsNotThereCannotBeTakenBack() {
        Visitor manager = signedIn("manager");
        assertThat(manager.get(cup() + "/movements/99/reversal").status()).isEqualTo(404);
        assertThat(manager.get(cup() + "/movements/x/reversal").status()).isEqualTo(400);
        assertThat(manager.get(list() + "/no-such").status()).isEqualTo(404);
        assertThat(manager.get(list() + "/no-such/trail").status()).isEqualTo(404);
    }

    // The trail

    @Test
    void I10_theTrailTellsWhatHappenedWhenItDidAndWhenItWasRecorded() {
        SERVER.http().key("sale-" + store).post("/api/v1/stores/" + store + "/deductions", """
                        {"transactionId": "t-1", "userId": "till-7", "items": [{"productId": "americano", "quantity": 2}]}""");
        String trail = body(signedIn("manager").get(cup() + "/trail"));
        assertThat(trail)
                .startsWith("<div id=\"stock-trail\"")
                .contains("Sold", "2 × Americano", "t-1", "−2", "100 → 98", "for till-7", "recorded", "Opening stock")
                .contains("times of "
                        + SERVER.bean("catalog", CatalogService.class)
                                .store(store)
                                .orElseThrow()
                                .timezone());
    }
}
