package io.atomicinventory.server.dashboard.overview;

import static io.atomicinventory.server.testing.Visitor.HOME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.People;
import io.atomicinventory.server.testing.Shops;
import io.atomicinventory.server.testing.Visitor;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures of the pages are those of the books; what is wrong is told first, with what to do. */
class OverviewTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    /** Figures are at most a few seconds behind. */
    private static final Duration SOON = Duration.ofSeconds(20);

    private static Visitor visitor = new Visitor("");

    @BeforeAll
    static void signIn() {
        People.add(SERVER.http(), "overview", "manager", "[\"*\"]");
        visitor = new Visitor(SERVER.url());
        visitor.signIn("overview", People.PASSWORD);
    }

    private static String page(String store, String path) {
        Http.Answer answer = visitor.get(HOME + "/" + store + path);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        return answer.response().body();
    }

    private static String figure(String page, String id) {
        Matcher matcher = Pattern.compile("id=\"" + id + "\">([^<]*)<").matcher(page);
        assertThat(matcher.find()).as("%s in %s", id, page).isTrue();
        return matcher.group(1);
    }

    /** Of a column of the chart's table. */
    private static long sum(String page, String column) {
        String table = page.substring(page.indexOf("<tbody>", page.indexOf("<caption")));
        int place = switch (column) {
            case "deducted" -> 0;
            case "refused" -> 1;
            case "queued" -> 2;
            default -> 3;
        };
        Matcher row = Pattern.compile("<tr>(.*?)</tr>", Pattern.DOTALL)
                .matcher(table.substring(0, table.indexOf("</tbody>")));
        long sum = 0;
        while (row.find()) {
            Matcher cell = Pattern.compile("data-value=\"(\\d+)\"").matcher(row.group(1));
            for (int i = 0; i <= place; i++) {
                assertThat(cell.find()).isTrue();
            }
            sum += Long.parseLong(cell.group(1));
        }
        return sum;
    }

    private static String rowOf(String page, String table, String heading) {
        String part = page.substring(page.indexOf("<table id=\"" + table + "\""));
        Matcher matcher = Pattern.compile(Pattern.quote(heading) + "</th>\\s*<td class=\"number\">([^<]*)<")
                .matcher(part);
        assertThat(matcher.find()).as("%s in %s", heading, part).isTrue();
        return matcher.group(1);
    }

    @Test
    void theFiguresOfTheLastHourAreTrue() {
        String store = Shops.open(SERVER.cafe());
        Till till = new Till(SERVER, store);
        till.sellThis();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(figure(page(store, "/overview/figures"), "deducted"))
                        .isEqualTo("3"));
        String overview = page(store, "/overview");
        assertThat(figure(overview, "success-rate")).isEqualTo("60 %");
        assertThat(overview)
                .contains("3 of 5 sales deducted", "2 refused, 0 queued, 0 not decided")
                .contains("1 pending, 1 short of stock; the oldest sale is of ");
        assertThat(figure(overview, "waiting")).isEqualTo("2");
        assertThat(sum(overview, "deducted")).isEqualTo(3);
        assertThat(sum(overview, "refused")).isEqualTo(2);
        assertThat(overview).doesNotContain("On the way to the first sale").contains("(Asia/Manila)");

        for (String period : new String[] {"hour", "day"}) {
            String metrics = page(store, "/metrics?period=" + period);
            assertThat(figure(metrics, "success-rate")).isEqualTo("60 %");
            assertThat(figure(metrics, "failures")).isEqualTo("2");
            assertThat(figure(metrics, "replays")).isEqualTo("1");
            assertThat(figure(metrics, "conflicts")).isEqualTo("0");
            assertThat(metrics)
                    .contains("Not enough stock", "<code>insufficient-stock</code>", "<code>unknown-product</code>")
                    .contains("1 lacked stock, 0 failed in the system");
            assertThat(sum(metrics, "deducted")).isEqualTo(3);
            assertThat(sum(metrics, "refused")).isEqualTo(2);
            assertThat(rowOf(metrics, "totals", "Decided")).isEqualTo("5");
            assertThat(rowOf(metrics, "totals", "Deducted")).isEqualTo("3");
            assertThat(rowOf(metrics, "totals", "Not deducted")).isEqualTo("2");
            assertThat(rowOf(metrics, "totals", "Replays")).isEqualTo("1");
            assertThat(rowOf(metrics, "latency", "Sales timed")).isEqualTo("5");
            assertThat(rowOf(metrics, "queue", "Pending")).isEqualTo("1");
            assertThat(rowOf(metrics, "queue", "Short of stock")).isEqualTo("1");
        }
    }

    @Test
    void whatIsWrongIsToldFirst_withWhatToDo_andIsGoneOnceItIsMended() {
        String store = Shops.open(SERVER.cafe());
        String before = page(store, "/overview");
        assertThat(before)
                .contains("found everything in order", "verdict healthy", "All or nothing", "Holds")
                .doesNotContain("What needs attention first", "Not known", "Does not hold");

        new Till(SERVER, store).unmapCups();
        assertThat(page(store, "/overview/health")).as("believed for a while").contains("verdict healthy");
        Http.Answer again = visitor.post(HOME + "/" + store + "/overview/health", Visitor.secretOf(visitor.get(HOME)));
        assertThat(again.status()).isEqualTo(302);
        assertThat(again.header("Location")).isEqualTo(HOME + "/" + store + "/overview");
        assertThat(page(store, "/overview"))
                .contains(
                        "verdict warning",
                        "checks needs somebody: Whatever is sold is mapped to stock.",
                        "What needs attention first")
                .contains("Cup in piece", "What to do:", "Go to Menu gaps", HOME + "/" + store + "/gaps");

        SERVER.cafe().map(store, "Cup", "piece", "cup", "1");
        Http.Answer part = visitor.send(visitor.request(HOME + "/" + store + "/overview/health")
                .header("HX-Request", "true")
                .header("X-CSRF-TOKEN", Visitor.secretOf(visitor.get(HOME)))
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(part.status()).as(part.toString()).isEqualTo(200);
        assertThat(part.response().body())
                .contains("found everything in order", "hx-swap-oob")
                .doesNotContain("<html");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/overview", "/metrics"})
    void aStoreWithoutAnythingIsLedOn(String tab) {
        SERVER.cafe().store("bare");
        assertThat(page("bare", tab))
                .contains("class=\"empty\"", "No sale in the last")
                .doesNotContain("<canvas");
    }

    @Test
    void aStoreWithoutAnythingIsToldTheWayToItsFirstSale() {
        SERVER.cafe().store("bare");
        assertThat(page("bare", "/overview"))
                .contains("On the way to the first sale", HOME + "/bare/stock", HOME + "/bare/gaps")
                .contains("To do", "verdict healthy");
    }

    @Test
    void aPeriodThatThereIsNotIsRefused() {
        assertThat(visitor.get(HOME + "/cebu/metrics?period=year").status()).isEqualTo(400);
    }
}
