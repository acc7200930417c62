package io.atomicinventory.server.dashboard.stock;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.stock.StockItemSettings;
import io.atomicinventory.engine.testing.Cafe;
import io.atomicinventory.server.browser.Browser;
import io.atomicinventory.server.browser.Screen;
import io.atomicinventory.server.browser.Window;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Visitor;
import java.math.BigDecimal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A manager finds an item, books on it and sees it move, in a real browser. */
class StockBrowserTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @RegisterExtension
    private static final Browser BROWSER = Browser.at(SERVER);

    private static final String STOCK = Visitor.HOME + "/cebu/stock";

    @BeforeEach
    void onTheFirstMorning() {
        // The address of the page, which htmx notes wherever it runs.
        SERVER.clear();
        SERVER.cafe()
                .stock(
                        Cafe.CEBU,
                        "sugar",
                        new StockItemSettings(
                                "Crème sugar", "kg", new BigDecimal("8"), false, true, new BigDecimal("5")));
        SERVER.cafe().stock(Cafe.CEBU, "old-cup", new StockItemSettings("Old cup", "piece", null, false, false, null));
    }

    private static void look(Window window, String name) {
        window.requireFitsWidth();
        window.requireAccessible();
        window.picture(name);
    }

    /** A moment after its part of the page has come. */
    private static void requireDrawn(Window window, String points) {
        window.page()
                .waitForCondition(
                        () -> points.equals(
                                window.page()
                                        .evaluate(
                                                "() => Chart.getChart(document.querySelector('#stock-trail canvas'))?.data.datasets[0].data.join(' ')")));
    }

    @Test
    void anItemIsFoundAndReceived_andFigureTrailAndChartFollow() {
        Window window = BROWSER.signedIn(Screen.DESKTOP, "manager", Cafe.CEBU);
        window.open(STOCK);
        look(window, "stock");
        window.page().locator("#search").pressSequentially("CREME s");
        assertThat(window.find("#stock-list tbody tr")).hasCount(1);
        window.requireAt(STOCK + "?search=CREME%20s");
        window.page().locator("#filter").selectOption("inactive");
        assertThat(window.find("#stock-list .empty")).containsText("No item matches");
        window.page().locator("#filter").selectOption("low");
        window.find("#item-sugar").click();
        window.requireAt("/stock/sugar");
        look(window, "stock-item-new");

        window.page().fill("#quantity-receipts", "24");
        window.page().fill("#words-receipts", "PO-17");
        window.find("#form-receipts button").dblclick();
        assertThat(window.find("#booking-receipts .notice")).containsText("Received 24 kg: 5 → 29.");
        assertThat(window.find("#quantity-receipts")).hasValue("");
        assertThat(window.find("#quantity")).hasText("29 kg");
        assertThat(window.find("#stock-trail tbody tr").last()).isVisible();
        assertThat(window.find("table.trail tbody tr")).hasCount(2);
        requireDrawn(window, "5 29");

        window.find("#open-counts").click();
        window.page().fill("#quantity-counts", "12");
        window.find("#form-counts button").click();
        assertThat(window.find("#form-counts .notice")).containsText("That is 17 less.");
        look(window, "stock-count-question");
        window.find("#confirm-count").click();
        assertThat(window.find("#booking-counts .notice")).containsText("Counted 12 kg: 29 → 12.");
        assertThat(window.find("#quantity")).hasText("12 kg");
        assertThat(window.find("table.trail tbody tr")).hasCount(3);

        window.find("#mend-2").click();
        look(window, "stock-reversal");
        window.page().fill("#reason", "The delivery was for another shop");
        window.find("main form button").click();
        window.requireAt("/stock/sugar");
        assertThat(window.find("#messages")).containsText("Taken back. The stock is unchanged: it was counted");
        window.find("#stock-trail").scrollIntoViewIfNeeded();
        window.page().mouse().wheel(0, 2000);
        look(window, "stock-item");
    }

    @Test
    void whatIsSoldElsewhereShowsWithoutTouchingWhatSomebodyTypes() {
        Window list = BROWSER.signedIn(Screen.DESKTOP, "manager", Cafe.CEBU);
        list.open(STOCK);
        list.page().locator("#search").pressSequentially("cup");
        assertThat(list.find("#stock-list tbody tr")).hasCount(2);
        assertThat(list.find("#live")).hasText("Live");
        Window item = BROWSER.signedIn(Screen.PHONE.dark(), "manager", Cafe.CEBU);
        item.open(STOCK + "/cup");
        item.page().locator("#quantity-receipts").pressSequentially("1");
        assertThat(item.find("#live")).hasText("Live");
        String before = item.find("#quantity").innerText();

        SERVER.http().key("elsewhere").post("/api/v1/stores/cebu/deductions", """
                {"transactionId": "elsewhere", "items": [{"productId": "americano", "quantity": 2}]}""");

        String now = SERVER.cafe().quantity(Cafe.CEBU, "cup").toPlainString();
        assertThat(item.find("#quantity")).hasText(now + " piece");
        assertThat(now + " piece").isNotEqualTo(before);
        assertThat(item.find("table.trail")).containsText("2 × ");
        assertThat(item.find("#quantity-receipts")).isFocused();
        item.type("5");
        assertThat(item.find("#quantity-receipts")).hasValue("15");
        assertThat(list.find("#stock-list")).containsText(now);
        assertThat(list.find("#search")).isFocused();
        assertThat(list.find("#search")).hasValue("cup");
        look(item, "stock-item-phone-dark");
        item.page().evaluate("() => document.getElementById('stock-trail').scrollIntoView()");
        item.picture("stock-trail-phone-dark");
        item.open(STOCK);
        look(item, "stock-phone-dark");
    }

    @Test
    void withTheKeyboardAloneARefusalIsReadAndMended() {
        BROWSER.tolerate("status of 409");
        BROWSER.tolerate("409");
        Window window = BROWSER.signedIn(Screen.DESKTOP, "manager", Cafe.CEBU);
        window.open(STOCK);
        window.tabTo("#search");
        window.type("sugar");
        assertThat(window.find("#stock-list tbody tr")).hasCount(1);
        window.tabTo("#item-sugar");
        window.press("Enter");
        window.requireAt("/stock/sugar");
        window.tabTo("#open-waste");
        window.press("Enter");
        window.tabTo("#quantity-waste");
        window.type("6");
        window.tabTo("#words-waste");
        window.type("wet");
        window.press("Enter");
        assertThat(window.find("#errors-waste")).containsText("There is not enough stock");
        assertThat(window.find("#quantity-waste")).isFocused();
        look(window, "stock-refused");
        window.press("ControlOrMeta+a");
        window.type("2");
        window.press("Enter");
        assertThat(window.find("#booking-waste .notice")).containsText("Thrown away 2 kg: 5 → 3.");
        assertThat(window.find("#quantity")).hasText("3 kg");
    }
}
