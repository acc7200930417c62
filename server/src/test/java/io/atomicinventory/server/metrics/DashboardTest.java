package io.atomicinventory.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Shops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The dashboard and the documentation name the metrics that a running server has, and no others. */
class DashboardTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private static final Path DOCS = Path.of("..", "docs");

    private static final Pattern METRIC =
            Pattern.compile("\\b(?:inventory|jvm|process|hikaricp|http_server)_[a-z_]+\\b");
    private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)(?:=~|=|!=|!~)\"([^\"]*)\"");
    private static final Pattern SERIES = Pattern.compile("(?m)^([a-z_]+)(?:\\{(.*)})? \\S+$");
    private static final Pattern GROUPING = Pattern.compile("by \\(([a-z_, ]+)\\)");

    /** Put there by Prometheus, or the histogram's own. */
    private static final Set<String> NOT_OURS = Set.of("instance", "job", "le");

    private static String scrape;
    /** Of each metric, the values of each label. */
    private static final Map<String, Map<String, Set<String>>> SCRAPED = new HashMap<>();

    @BeforeAll
    static void scrapeABusyServer() {
        String store = Shops.open(SERVER.cafe());
        Http http = SERVER.http();
        String sales = "/api/v1/stores/" + store + "/deductions";
        assertThat(http.key("s1").post(sales, sale("t1", 1)).status()).isEqualTo(201);
        assertThat(http.key("s1").post(sales, sale("t1", 1)).status()).isEqualTo(200);
        assertThat(http.key("s2").post(sales, sale("t2", 500)).status()).isEqualTo(409);
        String entry = "{\"transactionId\": \"t3\", \"deviceId\": \"d\", \"reason\": \"offline\", \"items\":"
                + " [{\"productId\": \"americano\", \"quantity\": 500}]}";
        assertThat(http.post("/api/v1/stores/" + store + "/queue", entry).status())
                .isEqualTo(201);
        assertThat(http.post("/api/v1/stores/" + store + "/queue/sync", "{}").status())
                .isEqualTo(200);
        scrape = scrape();
        Matcher series = SERIES.matcher(scrape);
        while (series.find()) {
            Map<String, Set<String>> labels = SCRAPED.computeIfAbsent(series.group(1), name -> new HashMap<>());
            Matcher label = LABEL.matcher(series.group(2) == null ? "" : series.group(2));
            while (label.find()) {
                labels.computeIfAbsent(label.group(1), name -> new HashSet<>()).add(label.group(2));
            }
        }
    }

    private static String sale(String transaction, int quantity) {
        return "{\"transactionId\": \"" + transaction + "\", \"items\": [{\"productId\": \"americano\", \"quantity\": "
                + quantity + "}]}";
    }

    private static String scrape() {
        return SERVER.http().get("/actuator/prometheus").response().body();
    }

    private static List<String> expressions() throws IOException {
        JsonNode dashboard = Http.JSON.readTree(Files.readString(DOCS.resolve("grafana/atomic-inventory.json")));
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : dashboard.path("panels")) {
            assertThat(panel.path("title").asString()).isNotBlank();
            for (JsonNode target : panel.path("targets")) {
                assertThat(panel.path("description").asString()).isNotBlank();
                assertThat(panel.path("fieldConfig")
                                .path("defaults")
                                .path("unit")
                                .asString())
                        .isNotBlank();
                assertThat(target.path("datasource").path("uid").asString()).isEqualTo("${datasource}");
                expressions.add(target.path("expr").asString());
            }
        }
        for (JsonNode variable : dashboard.path("templating").path("list")) {
            if (variable.has("definition")) {
                expressions.add(variable.path("definition").asString());
            }
        }
        return expressions;
    }

    private static Set<String> values(String metric, String label) {
        return SCRAPED.getOrDefault(metric, Map.of()).getOrDefault(label, Set.of());
    }

    @Test
    void everyMetricOfTheDashboardAndTheGuidesExists() throws IOException {
        List<String> texts = new ArrayList<>(expressions());
        assertThat(texts).hasSizeGreaterThan(25);
        texts.addAll(promQl(Files.readString(DOCS.resolve("monitoring.md"))));
        Set<String> unknown = new TreeSet<>();
        for (String text : texts) {
            Matcher metric = METRIC.matcher(text);
            assertThat(metric.find()).as(text).isTrue();
            do {
                if (!SCRAPED.containsKey(metric.group())) {
                    unknown.add(metric.group() + " in " + text);
                }
            } while (metric.find());
        }
        assertThat(unknown).isEmpty();
    }

    private static List<String> promQl(String page) {
        List<String> blocks = Pattern.compile("```promql\\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(blocks).isNotEmpty();
        return blocks;
    }

    @Test
    void everyLabelThatIsAskedForExists_withThatValue() throws IOException {
        List<String> texts = new ArrayList<>(expressions());
        texts.addAll(promQl(Files.readString(DOCS.resolve("monitoring.md"))));
        Set<String> unknown = new TreeSet<>();
        for (String text : texts) {
            Matcher selector = SELECTOR.matcher(text);
            while (selector.find()) {
                Matcher label = LABEL.matcher(selector.group(2));
                while (label.find()) {
                    for (String value : label.group(2).split("\\|", -1)) {
                        if (!value.startsWith("$")
                                && !values(selector.group(1), label.group(1)).contains(value)) {
                            unknown.add(label.group() + " in " + text);
                        }
                    }
                }
            }
            Matcher grouping = GROUPING.matcher(text);
            while (grouping.find()) {
                for (String name : grouping.group(1).split(", ", -1)) {
                    boolean isKnown = METRIC.matcher(text)
                            .results()
                            .anyMatch(metric -> SCRAPED.getOrDefault(metric.group(), Map.of())
                                    .containsKey(name));
                    if (!isKnown && !NOT_OURS.contains(name)) {
                        unknown.add(name + " in " + text);
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    /** Each value of a label is a series for ever: none may come from a caller. */
    @Test
    void theNumberOfSeriesIsBounded() {
        assertThat(values("inventory_deductions_refused_total", "reason"))
                .hasSize(12)
                .contains("insufficient-stock", "version-conflict", "overloaded");
        assertThat(values("inventory_deductions_seconds_bucket", "le")).hasSizeBetween(20, 80);
        assertThat(scrape).doesNotContain("t1\"", "shop-").doesNotContain("spring_security");
    }

    @Test
    void theGaugesShowWhatWaitsInAllStores() {
        await().untilAsserted(() -> {
            String now = scrape();
            assertThat(now).containsPattern("(?m)^inventory_queue_short 1\\.0$");
            assertThat(now).containsPattern("(?m)^inventory_queue_pending 0\\.0$");
            assertThat(now).containsPattern("(?m)^inventory_queue_stores 1\\.0$");
            assertThat(now).containsPattern("(?m)^inventory_queue_oldest_seconds [0-9.E-]*[1-9]");
        });
        assertThat(scrape).containsPattern("(?m)^inventory_waiting 0\\.0$");
        assertThat(scrape).containsPattern("(?m)^inventory_waiting_limit 20000\\.0$");
        assertThat(scrape).containsPattern("inventory_queue_tries_total\\{result=\"needs-approval\"} [1-9]");
    }

    @Test
    void withoutAnEndpointNothingTraces() {
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("BatchSpanProcessor"));
    }
}
