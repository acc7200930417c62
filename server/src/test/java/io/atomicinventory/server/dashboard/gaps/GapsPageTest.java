package io.atomicinventory.server.dashboard.gaps;

import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.Visitor;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GapsPageTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final String GAPS = HOME + "/cebu/gaps";

    private static Visitor manager;
    private static Visitor auditor;
    private static Visitor cashier;
    private static int sales;

    @BeforeAll
    static void signIn() {
        manager = signedIn("manager");
        auditor = signedIn("auditor");
        cashier = signedIn("cashier");
        SERVER.cafe()
                .stock(
                        "cebu",
                        "sugar",
                        new StockItemSettings("Cane sugar", "kg", null, false, true, new BigDecimal(5)));
        SERVER.cafe().product("latte", "Latte", "Cane Sugar g 10", "Cup piece 1");
    }

    private static Visitor signedIn(String role) {
        String personId = "gaps-" + role;
        People.add(SERVER.http(), personId, role, "[\"cebu\"]");
        Visitor visitor = new Visitor(SERVER.url());
        assertThat(visitor.signIn(personId, People.PASSWORD).status()).isEqualTo(302);
        return visitor;
    }

    @BeforeEach
    void nobodyHasMappedSugar() {
        SERVER.http().delete("/api/v1/stores/cebu/mappings?ingredient=Cane%20Sugar&unit=g");
    }

    private static int sell() {
        sales++;
        return SERVER.http()
                .key("latte-key-" + sales)
                .post("/api/v1/stores/cebu/deductions", """
                        {"transactionId": "latte-%d", "items": [{"productId": "latte", "quantity": 1}]}""".formatted(sales))
                .status();
    }

    private static String page() {
        return manager.get(GAPS).response().body();
    }

    private static Http.Answer accept(Visitor visitor, String ingredient, String unit, String stockId, String factor) {
        return visitor.post(
                GAPS,
                Visitor.secretOf(visitor.get(HOME)),
                "ingredient",
                ingredient,
                "unit",
                unit,
                "stockId",
                stockId,
                "factor",
                factor);
    }

    @Test
    void I8_aRefusedSaleShowsWhatItLacksAndWhatWouldBeSavedAndOnceAcceptedTheNextSaleWorks() {
        assertThat(sell()).isEqualTo(422);
        assertThat(page())
                .contains("Cane Sugar", "sale", "refused", "Needed by Latte.")
                .contains("1 g of Cane Sugar takes ", "0.001 kg of Cane sugar", "of 100 alike");
        assertThat(sell()).as("to look saves nothing").isEqualTo(422);

        Http.Answer saved = accept(manager, "Cane Sugar", "g", "sugar", "0.001");

        assertThat(saved.status()).isEqualTo(302);
        assertThat(page())
                .contains("Saved: 1 g of Cane Sugar takes 0.001 kg of Cane sugar (sugar).")
                .contains("Everything that this store sells is mapped");
        assertThat(sell()).isEqualTo(201);
    }

    @Test
    void aScriptGetsTheListAloneAndAfterSavingAMessageAndTheListAsItIsNow() {
        Http.Answer list = manager.send(manager.request(GAPS).header("HX-Request", "true"));
        assertThat(list.response().body())
                .contains("id=\"gaps\"", "live-menu from:body", "Cane Sugar")
                .doesNotContain("<html", "hx-swap-oob");
        Http.Answer saved = manager.send(manager.request(GAPS)
                .header("HX-Request", "true")
                .header("X-CSRF-TOKEN", Visitor.secretOf(manager.get(HOME)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "ingredient=Cane+Sugar&unit=g&stockId=sugar&factor=0.001&after=")));
        assertThat(saved.status()).isEqualTo(200);
        assertThat(saved.response().body())
                .contains("Saved: 1 g of Cane Sugar", "id=\"gaps\"", "id=\"mapping\" hx-swap-oob=\"true\"")
                .contains("Everything that this store sells is mapped")
                .doesNotContain("<html");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Cane Sugar | g | sugar | ''      | 400 | factor: is missing",
                "Cane Sugar | g | sugar | 0       | 400 | factor: must be above 0",
                "Cane Sugar | g | sugar | a lot   | 400 | factor: must be above 0",
                "''         | g | sugar | 1       | 400 | ingredient",
                "Cane Sugar | g | salt  | 1       | 404 | Unknown stock item salt in store cebu",
                "Cane Sugar | g | off   | 1       | 422 | off is switched off",
                "Cane Sugar | g | sugar | 0.00001234567 | 422 | Latte"
            })
    void whatCannotBeSavedIsRefusedInWords(
            String ingredient, String unit, String stockId, String factor, int status, String text) {
        SERVER.cafe().stock("cebu", "off", new StockItemSettings("Off", "kg", null, false, false, BigDecimal.ZERO));
        Http.Answer answer = accept(manager, ingredient, unit, stockId, factor);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.response().body()).contains(text);
        assertThat(page()).contains("1 g of Cane Sugar takes ");
    }

    @Test
    void whatSomebodyElseHasMappedMeanwhileIsNotReplaced() {
        SERVER.cafe().map("cebu", "Cane Sugar", "g", "cup", "2");
        Http.Answer late = accept(manager, "cane  SUGAR", "g", "sugar", "0.001");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.response().body()).contains("has been mapped meanwhile, to cup with 2");
        assertThat(SERVER.http().get("/api/v1/stores/cebu/mappings").json().path("items"))
                .anyMatch(mapping -> mapping.path("stockId").asString().equals("cup")
                        && mapping.path("factor").asInt() == 2);
        assertThat(accept(manager, "Cane Sugar", "g", "cup", "2").status()).isEqualTo(302);
        assertThat(page()).contains("Saved: 1 g of Cane Sugar");
    }

    @Test
    void anAuditorSeesAndCannotAccept_aCashierDoesNotSee() {
        String page = auditor.get(GAPS).response().body();
        assertThat(page)
                .contains("Cane Sugar", "a manager or an administrator maps them")
                .doesNotContain(">Accept<");
        assertThat(accept(auditor, "Cane Sugar", "g", "sugar", "0.001").status())
                .isEqualTo(403);
        assertThat(cashier.get(GAPS).status()).isEqualTo(403);
        assertThat(cashier.get(GAPS + "/mapping?ingredient=x&unit=g").status()).isEqualTo(403);
        assertThat(accept(cashier, "Cane Sugar", "g", "sugar", "0.001").status())
                .isEqualTo(403);
        assertThat(sell()).isEqualTo(422);
    }

    @Test
    void I3_nobodyAcceptsWithoutTheSecretOrInAnotherStore() {
        assertThat(manager.post(GAPS, "", "ingredient", "Cane Sugar", "unit", "g", "stockId", "sugar", "factor", "1")
                        .status())
                .isEqualTo(403);
        Http.Answer foreign = manager.post(
                HOME + "/manila/gaps",
                Visitor.secretOf(manager.get(HOME)),
                "ingredient",
                "Cane Sugar",
                "unit",
                "g",
                "stockId",
                "sugar",
                "factor",
                "1");
        assertThat(foreign.status()).isEqualTo(403);
        assertThat(foreign.response().body()).contains("may not act in store manila");
    }

    @Test
    void anotherStockItemIsFoundByPartOfItsNameAndItsFactorAskedForWhereItDoesNotFollow() {
        String form = GAPS + "/mapping?ingredient=Cane%20Sugar&unit=g";
        assertThat(manager.get(form).response().body()).contains("Cane Sugar in g", "Choose Cane sugar", "Choose cup");
        assertThat(manager.get(form + "&search=CANE").response().body())
                .contains("Choose Cane sugar")
                .doesNotContain("Choose cup");
        assertThat(manager.get(form + "&search=" + URLEncoder.encode("nothing <like> it", StandardCharsets.UTF_8))
                        .response()
                        .body())
                .contains("No stock item matches", "nothing &lt;like&gt; it");
        assertThat(manager.get(form + "&stockId=sugar").response().body())
                .contains("1 g of Cane Sugar takes", "value=\"0.001\"", "kg of Cane sugar");
        assertThat(manager.get(form + "&stockId=cup").response().body())
                .contains("value=\"\"", "How many piece are in one g does not follow from the units: say it.");
        assertThat(manager.get(form + "&stockId=salt").status()).isEqualTo(404);
        assertThat(manager.get(GAPS + "/mapping?unit=g").status()).isEqualTo(400);
    }

    @Test
    void whatIsMappedToAStockItemThatIsSwitchedOffSaysSoAndLeadsThere() {
        SERVER.cafe().stock("cebu", "lid", new StockItemSettings("Lid", "piece", null, false, true, BigDecimal.TEN));
        SERVER.cafe().map("cebu", "Lid", "piece", "lid", "1");
        SERVER.cafe().product("tea", "Tea", "Lid piece 1");
        SERVER.cafe().stock("cebu", "lid", new StockItemSettings("Lid", "piece", null, false, false, BigDecimal.ZERO));
        assertThat(page()).contains("which is switched off", HOME + "/cebu/stock/lid");
        SERVER.cafe().stock("cebu", "lid", new StockItemSettings("Lid", "piece", null, false, true, BigDecimal.ZERO));
        assertThat(page()).doesNotContain("which is switched off");
    }
}
