package io.atomicinventory.server.dashboard.queue;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.TimeoutError;
import io.atomicinventory.server.browser.Browser;
import io.atomicinventory.server.browser.Screen;
import io.atomicinventory.server.browser.Window;
import io.atomicinventory.server.queue.Queues;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.Visitor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The queue as managers see it: two of them at once, many sales at once, without a mouse, on a phone, in the dark. */
class QueueBrowserTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    @RegisterExtension
    private static final Browser BROWSER = Browser.at(SERVER);

    private Queues shop = new Queues(SERVER.anonymous(), "");

    @BeforeEach
    void open() {
        shop = new Queues(SERVER.http(), Shops.open(SERVER.cafe()));
        // The address of the page, which it notes whatever one tells it: nothing that anybody could use.
    }

    private Window manager(Screen screen) {
        Window window = BROWSER.signedIn(screen, "manager", shop.store());
        window.open(Visitor.HOME + "/" + shop.store() + "/queue");
        assertThat(window.find("#live")).hasText("Live");
        return window;
    }

    private static void look(Window window, String name) {
        window.requireFitsWidth();
        window.requireAccessible();
        window.picture(name);
    }

    /** A page that has just been opened may miss the first change: whoever waits makes another. */
    private String queuedBefore(Locator list) {
        for (int i = 0; i < 10; i++) {
            String queueId = shop.queued("live-" + i, 130);
            try {
                list.locator("#open-" + queueId).waitFor(new Locator.WaitForOptions().setTimeout(4000));
                return queueId;
            } catch (TimeoutError e) {
                assertThat(list.locator("#open-" + queueId)).hasCount(0);
            }
        }
        throw new AssertionError("nothing comes live");
    }

    @Test
    void I2_whatOneManagerDecidesTheOtherSeesAtOnceAndCannotDecideAgainAndLosesNothingOfWhatHeTypes() {
        String queueId = shop.queued("receipt-1041", 103);
        String other = shop.queued("receipt-1042", 120);
        shop.sync();
        Window ana = manager(Screen.DESKTOP);
        Window ben = manager(Screen.PHONE.dark());
        for (Window window : new Window[] {ana, ben}) {
            window.find("#open-" + queueId).click();
            assertThat(window.find("#entry-effect table")).containsText("-3 below zero");
        }
        look(ana, "queue-entry");
        look(ben, "queue-entry-phone-dark");

        ben.find("#tick-" + other).check();
        ben.find("#reason").fill("they ne");
        queuedBefore(ben.find("#queue-list"));
        assertThat(ben.find("#reason")).hasValue("they ne");
        assertThat(ben.find("#tick-" + other)).isChecked();
        assertThat(ben.find("#bulk-count")).hasText(": 1 ticked");

        ana.find("#note").fill("the guests had them");
        ana.find("#approve-full").click();
        assertThat(ana.find("#entry-forms")).containsText("Approved in full by manager-");
        assertThat(ana.find("#queue-list #open-" + queueId)).hasCount(0);
        assertThat(ben.find("#entry-forms")).containsText("Approved in full by manager-");
        assertThat(ben.find("#entry-forms")).containsText("the guests had them");
        assertThat(ben.find("#approve-full")).hasCount(0);
        assertThat(ben.find("#reject")).hasCount(0);
        assertThat(ben.find("#queue-list #open-" + queueId)).hasCount(0);
        assertThat(shop.quantity("cream")).isEqualTo("-3");

        ben.find("#open-" + other).click();
        ben.find("#reason").fill("nobody came for them");
        ben.find("#reject").click();
        assertThat(ben.find("#entry-forms")).containsText("Rejected by manager-");
        assertThat(ana.find("#queue-list #open-" + other)).hasCount(0);
        assertThat(shop.quantity("cream")).isEqualTo("-3");

        ana.find("#filter-settled").click();
        assertThat(ana.find("#queue-list")).containsText("Rejected by manager-");
        look(ana, "queue-decided");
    }

    @Test
    void I1_manyAreDecidedWithOneChoiceAfterTheirSummedEffectWasShown() {
        for (int i = 0; i < 60; i++) {
            shop.queue("receipt-" + i, "americano", 101, null);
        }
        Window window = manager(Screen.DESKTOP.dark());
        look(window, "queue-list-dark");
        window.find("#bulk-many summary").click();
        window.find("#bulk button[name=all]").click();
        assertThat(window.find("#summed-counts")).hasText("60 can be done.");
        assertThat(window.find("#entry table")).containsText("-5960 below zero");
        look(window, "queue-bulk-dark");
        window.find("#bulk-confirm").click();
        assertThat(window.find("#bulk-over")).hasText("60 done, 0 decided already, 0 not possible.");
        assertThat(window.find("#bulk-results li")).hasCount(60);
        assertThat(window.find("#queue-list")).containsText("Nothing waits");
        look(window, "queue-bulk-over-dark");
        assertThat(shop.quantity("cup")).isEqualTo("-5960");
    }

    @Test
    void aManagerWithoutAMouseApprovesAndSynchronises() {
        String queueId = shop.queued("receipt-7", 103);
        Window window = manager(Screen.DESKTOP);
        window.tabTo("#open-" + queueId);
        window.press("Enter");
        assertThat(window.find("#entry-title")).isFocused();
        window.tabTo("#note");
        window.type("seen");
        window.tabTo("#approve-available");
        window.press("Enter");
        assertThat(window.find("#entry-forms")).containsText("Approved: what was there by manager-");
        assertThat(window.find("#entry-title")).isFocused();
        assertThat(shop.quantity("cream")).isEqualTo("0");

        shop.queued("receipt-8", 5);
        window.page().reload();
        window.tabTo(".title button");
        window.press("Enter");
        assertThat(window.find("#messages")).containsText("0 deducted, 1 still short or too late, 0 failed");
        assertThat(window.find("#queue-list")).containsText("Short: 5");
    }

    @Test
    void onAPhoneAnEmptyQueueSaysWhatItIsForAndWhoMayNotDecideIsToldSo() {
        Window window = manager(Screen.PHONE);
        assertThat(window.find("#queue-list")).containsText("Nothing waits.");
        look(window, "queue-empty-phone");
        String queueId = queuedBefore(window.find("#queue-list"));
        Window cashier = BROWSER.signedIn(Screen.PHONE, "cashier", shop.store());
        cashier.open(Visitor.HOME + "/" + shop.store() + "/queue/entries/" + queueId);
        assertThat(cashier.find("#entry-forms")).containsText("that takes a manager");
        look(cashier, "queue-cashier-phone");
        window.find("#open-" + queueId).click();
        assertThat(window.find("#entry-title")).isInViewport();
        look(window, "queue-entry-phone");
    }
}
