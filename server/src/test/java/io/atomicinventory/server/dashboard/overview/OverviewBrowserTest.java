package io.atomicinventory.server.dashboard.overview;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.atomicinventory.server.browser.Browser;
import io.atomicinventory.server.browser.Screen;
import io.atomicinventory.server.browser.Window;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The overview and the metrics follow what happens elsewhere, for everybody's screen. */
class OverviewBrowserTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @RegisterExtension
    private static final Browser BROWSER = Browser.at(SERVER);

    /** What the picture shows, series by series, and what the table beside it says. */
    private static final String DRAWN = """
            figure => Chart.getChart(figure.querySelector('canvas')).data.datasets
                .map(series => series.label + ' ' + series.data.join(' '))""";

    private static final String IS_DRAWN = "figure => Chart.getChart(figure.querySelector('canvas')) !== undefined";

    private static final String WRITTEN = """
            figure => [...figure.querySelectorAll('thead th')].slice(1).map((head, i) => head.textContent.trim() + ' '
                + [...figure.querySelectorAll('tbody tr')].map(row => row.cells[i + 1].textContent.trim()).join(' '))""";

    private static void look(Window window, String name) {
        window.requireFitsWidth();
        window.requireAccessible();
        window.picture(name);
    }

    private static void requireChart(Window window, int rows) {
        Locator figure = window.find("figure.chart");
        assertThat(figure.locator("canvas")).isVisible();
        // It is drawn a moment after its part of the page has come.
        window.page().waitForCondition(() -> (Boolean) figure.evaluate(IS_DRAWN));
        assertThat((List<?>) figure.evaluate(DRAWN)).hasSize(4).isEqualTo(figure.evaluate(WRITTEN));
        assertThat(figure.locator("tbody tr")).hasCount(rows);
    }

    @Test
    void whatHappensElsewhereIsSeenHere_andNothingIsTakenFromWhoeverReads() {
        String store = Shops.open(SERVER.cafe());
        Till till = new Till(SERVER, store);
        till.sellThis();
        Window window = BROWSER.signedIn(Screen.DESKTOP, "manager", store);
        window.open(HOME + "/" + store + "/overview");
        assertThat(window.find("#deducted")).hasText("3");
        assertThat(window.find("#waiting")).hasText("2");
        look(window, "overview");
        requireChart(window, 60);
        window.tabTo("#sales-per-minute-summary");
        window.press("Enter");
        assertThat(window.find("#sales-per-minute table")).isVisible();

        till.sell("elsewhere", "americano", 1);
        till.queue("later", 1);
        assertThat(window.find("#waiting")).hasText("3");
        assertThat(window.find("#deducted")).hasText("4");
        assertThat(window.find("#sales-per-minute table")).isVisible();
        assertThat(window.focused()).contains("sales-per-minute-summary");
        requireChart(window, 60);

        till.unmapCups();
        window.tabTo("#check-again");
        window.press("Enter");
        assertThat(window.find(".attention")).containsText("Cup in piece");
        assertThat(window.focused()).contains("check-again");
        assertThat(window.find("#guarantees li")).hasCount(Guarantee.values().length);
        look(window, "overview-attention");
        window.page().getByText("Go to Menu gaps").click();
        window.requireAt("/gaps");

        window.open(HOME + "/" + store + "/metrics");
        assertThat(window.find("#reasons")).containsText("Not enough stock");
        requireChart(window, 24);
        look(window, "metrics");
        till.sell("missing", "americano", 1);
        till.sell("croffle", "caramel-croffle", 1);
        assertThat(window.find("#reasons")).containsText("no-conversion-mapping");
        window.page()
                .getByText("Last 24 hours", new Page.GetByTextOptions().setExact(true))
                .click();
        window.requireAt("/metrics?period=day");
        assertThat(window.find("#reasons-title")).hasText("Why sales were not deducted, last 24 hours");
    }

    @Test
    void onAPhoneInTheDarkEverythingFitsAndCanBeRead() {
        String store = Shops.open(SERVER.cafe());
        Till till = new Till(SERVER, store);
        till.sellThis();
        till.unmapCups();
        Window window = BROWSER.signedIn(Screen.PHONE.dark(), "manager", store);
        look(window, "stores-phone-dark");
        for (String tab : new String[] {"overview", "metrics"}) {
            window.open(HOME + "/" + store + "/" + tab);
            assertThat(window.find("figure.chart canvas")).isVisible();
            window.find("figure.chart summary").click();
            look(window, tab + "-phone-dark");
        }
        SERVER.cafe().store("bare");
        Window other = BROWSER.signedIn(Screen.PHONE, "auditor", "bare");
        for (String tab : new String[] {"overview", "metrics"}) {
            other.open(HOME + "/bare/" + tab);
            look(other, tab + "-bare-phone");
        }
    }
}
