package io.atomicinventory.server.dashboard.gaps;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.server.browser.Browser;
import io.atomicinventory.server.browser.Screen;
import io.atomicinventory.server.browser.Window;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Visitor;
import java.math.BigDecimal;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GapsBrowserTest {
    private static final String GAPS = Visitor.HOME + "/cebu/gaps";

    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @RegisterExtension
    private static final Browser BROWSER = Browser.at(SERVER);

    private static int sales;

    @BeforeEach
    void cebuKeepsSugar() {
        SERVER.clear();
        for (String item : new String[] {"Cane sugar", "Brown sugar"}) {
            SERVER.cafe()
                    .stock(
                            "cebu",
                            item.toLowerCase(Locale.ROOT).replace(' ', '-'),
                            new StockItemSettings(item, "kg", null, false, true, new BigDecimal(5)));
        }
    }

    private static int sell(String productId) {
        sales++;
        return SERVER.http()
                .key("gap-key-" + sales)
                .post("/api/v1/stores/cebu/deductions", """
                        {"transactionId": "gap-%d", "items": [{"productId": "%s", "quantity": 1}]}""".formatted(sales, productId))
                .status();
    }

    @Test
    void I8_aGapAppearsByItself_isAcceptedByAClick_andTheNextSaleWorks() {
        Window window = BROWSER.signedIn(Screen.DESKTOP, "manager", "cebu");
        window.open(GAPS);
        assertThat(window.find("#gaps")).containsText("Everything that this store sells is mapped");
        assertThat(window.find("#live")).hasText("Live");

        SERVER.cafe().product("latte", "Latte", "Cane Sugar g 10", "Cup piece 1");
        assertThat(sell("latte")).isEqualTo(422);
        assertThat(window.find(".gap"))
                .containsText(
                        "1 g of Cane Sugar takes 0.001 kg of Cane sugar",
                        new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
        assertThat(window.find(".gap"))
                .containsText("1 sale refused", new LocatorAssertions.ContainsTextOptions().setTimeout(30_000));
        window.requireAccessible();
        window.picture("gaps");
        window.find("[aria-label='Accept Cane sugar for Cane Sugar']").click();

        assertThat(window.find("#saved")).containsText("Saved: 1 g of Cane Sugar takes 0.001 kg of Cane sugar");
        assertThat(window.find("#saved")).isFocused();
        assertThat(window.find(".gap")).hasCount(0);
        assertThat(sell("latte")).isEqualTo(201);
    }

    @Test
    void I8_anotherStockItemIsChosenWithAnAmountOfItsOwn_byKeyboardAlone_whileTheListIsRefreshed() {
        SERVER.cafe().product("latte", "Latte", "Syrup pump 2", "Cup piece 1");
        Window window = BROWSER.signedIn(Screen.DESKTOP, "manager", "cebu");
        window.open(GAPS);
        window.tabTo(
                "[aria-label='Choose another stock item for Syrup'], [aria-label='Choose a stock item for Syrup']");
        window.press("Enter");
        assertThat(window.find("#mapping-heading")).isFocused();
        window.tabTo("#stock-search");
        window.type("BROWN");
        assertThat(window.find("#choices li")).hasCount(1);

        SERVER.cafe().product("tea", "Tea", "Honey spoon 1", "Cup piece 1");
        assertThat(window.find(".gap")).hasCount(2);
        assertThat(window.find("#stock-search")).isFocused();

        window.tabTo("[aria-label='Choose Brown sugar']");
        window.press("Enter");
        assertThat(window.find("#factor")).isFocused();
        window.type("0.015");
        window.requireAccessible();
        window.picture("gaps-mapping");
        window.press("Enter");

        assertThat(window.find("#saved")).containsText("1 pump of Syrup takes 0.015 kg of Brown sugar");
        assertThat(window.find("#mapping")).isEmpty();
        assertThat(window.find(".gap")).hasCount(1);
        assertThat(sell("latte")).isEqualTo(201);
        assertThat(SERVER.cafe().quantity("cebu", "brown-sugar")).isEqualByComparingTo("4.97");
    }

    @Test
    void itFitsAPhoneInTheDark() {
        SERVER.cafe().product("latte", "Latte", "Cane Sugar g 10", "Cup piece 1");
        Window phone = BROWSER.signedIn(Screen.PHONE.dark(), "manager", "cebu");
        phone.open(GAPS);
        assertThat(phone.find(".gap")).hasCount(1);
        phone.requireFitsWidth();
        phone.requireAccessible();
        phone.picture("gaps-phone-dark");
        phone.find("[aria-label='Choose another stock item for Cane Sugar']").click();
        assertThat(phone.find("#choices li")).hasCount(8);
        phone.requireFitsWidth();
        phone.requireAccessible();
        phone.picture("gaps-mapping-phone-dark");
    }
}
