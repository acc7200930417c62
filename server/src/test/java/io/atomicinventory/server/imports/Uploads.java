package io.atomicinventory.server.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.engine.testing.TestDatabase;
import io.atomicinventory.server.testing.Http;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Sends files to the imports, and reads what they report. */
final class Uploads {
    static final String MENU = "product_id,product_name,category,ingredient,unit,quantity,price,cost_per_unit,role";
    static final String STOCK = "store_id,stock_id,item,unit,quantity,reorder_level,allow_negative";
    static final String MAPPINGS = "store_id,ingredient,unit,stock_id,factor";

    private static final List<String> TABLES = List.of(
            "stores",
            "catalog_revision",
            "products",
            "recipes",
            "recipe_ingredients",
            "inventory_stock",
            "inventory_movements",
            "conversion_mappings",
            "inventory_deduction_idempotency");

    private Uploads() {}

    static Http.Answer upload(Http http, String kind, String... lines) {
        return upload(http, kind, "text/csv", String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    static Http.Answer upload(Http http, String kind, String contentType, byte[] body) {
        return Http.send(http.request("/api/v1/import/" + kind)
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    static Http.Answer saved(Http.Answer answer, long rows, long created, long updated, long unchanged) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.json().propertyNames())
                .containsExactly("rows", "created", "updated", "unchanged", "skipped", "warnings", "errors");
        assertThat(counts(answer)).as(answer.toString()).containsExactly(rows, created, updated, unchanged);
        assertThat(notes(answer, "errors")).isEmpty();
        return answer;
    }

    static Http.Answer refused(Http.Answer answer, String... errors) {
        assertThat(answer.status()).as(shortened(answer)).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.slug()).isEqualTo("malformed-request");
        assertThat(answer.json().path("detail").asString()).startsWith("Nothing was saved: ");
        if (errors.length > 0) {
            assertThat(notes(answer, "errors")).containsExactly(errors);
        }
        return answer;
    }

    private static String shortened(Http.Answer answer) {
        String text = answer.toString();
        return text.substring(0, Math.min(2000, text.length()));
    }

    static List<Long> counts(Http.Answer answer) {
        JsonNode json = answer.json();
        return List.of(
                json.path("rows").asLong(),
                json.path("created").asLong(),
                json.path("updated").asLong(),
                json.path("unchanged").asLong());
    }

    /** Each as {@code "line: message"}. */
    static List<String> notes(Http.Answer answer, String member) {
        List<String> notes = new ArrayList<>();
        answer.json()
                .path(member)
                .forEach(note -> notes.add(
                        note.path("line").asLong() + ": " + note.path("message").asString()));
        return notes;
    }

    /** A digest of every row of every table that an import could touch. */
    static List<String> snapshot(TestDatabase database) {
        return TABLES.stream()
                .map(table -> table + " "
                        + database.value("SELECT count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' ORDER BY"
                                + " t::text), '')) FROM " + table + " t"))
                .toList();
    }

    /** Waits until so many transactions wait for a row. */
    static void awaitWaiting(TestDatabase database, int transactions) {
        await(database, transactions, "wait_event_type = 'Lock'");
    }

    /** Waits until no import has anything left to save or to take back. */
    static void awaitNoImport(TestDatabase database) {
        await(database, 0, "backend_xid IS NOT NULL");
    }

    private static void await(TestDatabase database, int transactions, String condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        String seen = "";
        while (System.nanoTime() < deadline) {
            seen = database.value(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND " + condition);
            if (seen.equals(Integer.toString(transactions))) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(seen).as(condition).isEqualTo(Integer.toString(transactions));
    }
}
