package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import java.util.regex.Pattern;

/** @param request the bytes as they are sent */
@SuppressWarnings("ArrayRecordComponent") // never compared
record HostileCase(String name, byte[] request, int status, String slug) {
    private static final Pattern INSIDE = Pattern.compile(
            "Exception|\\bat [a-z]+\\.|java\\.|jakarta\\.|org\\.|tools\\.jackson|springframework|hikari|postgres|psql"
                    + "|SELECT |INSERT |UPDATE |inventory_|pg_|Tomcat|stack",
            Pattern.CASE_INSENSITIVE);
    /** The contract's own text names a table. */
    private static final String ALLOWED = "Version conflict on inventory_stock_id";

    /** Status and slug are as they should be, no row has changed, and nothing of our insides is shown. */
    void requireRefused(OpenServer server) {
        String before = books(server);
        RawHttp.Answer answer = new RawHttp(server.url()).send(request);

        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.slug()).as(answer.toString()).isEqualTo(slug);
        assertThat(answer.head()).contains("application/problem+json");
        assertThat(INSIDE.matcher(answer.body().replace(ALLOWED, "")).find())
                .as(answer.body())
                .isFalse();
        assertThat(answer.head()).doesNotContainIgnoringCase("server:").doesNotContainIgnoringCase("x-powered-by");
        assertThat(books(server)).isEqualTo(before);
    }

    /** Everything but the recorded refusals. */
    static String books(OpenServer server) {
        return server.database().value("""
                SELECT md5(concat(
                    (SELECT string_agg(t::text, ',' ORDER BY t::text) FROM stores t),
                    (SELECT string_agg(t::text, ',' ORDER BY t::text) FROM products t),
                    (SELECT string_agg(t::text, ',' ORDER BY t::text) FROM recipe_ingredients t),
                    (SELECT string_agg(t::text, ',' ORDER BY t::text) FROM catalog_revision t),
                    (SELECT string_agg(t::text, ',' ORDER BY t::text) FROM conversion_mappings t),
                    (SELECT string_agg(t::text, ',' ORDER BY t::text) FROM inventory_stock t),
                    (SELECT string_agg(t::text, ',' ORDER BY t::text) FROM offline_transaction_queue t),
                    (SELECT count(*) FROM inventory_movements),
                    (SELECT count(*) FROM inventory_compensation_log),
                    (SELECT count(*) FROM inventory_deduction_idempotency WHERE outcome <> 'refused')))""");
    }

    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "… (" + text.length() + ")";
    }

    @Override
    public String toString() {
        return name;
    }
}
