package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import java.nio.charset.StandardCharsets;
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
    RawHttp.Answer requireRefused(OpenServer server) {
        Untouched before = Untouched.now(server);
        RawHttp.Answer answer = new RawHttp(server.url()).send(request);

        requireRefused(answer);
        before.require(server);
        return answer;
    }

    private void requireRefused(RawHttp.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.slug()).as(answer.toString()).isEqualTo(slug);
        assertThat(answer.head()).contains("application/problem+json");
        requireNothingInside(answer.body());
        assertThat(answer.head()).doesNotContainIgnoringCase("server:").doesNotContainIgnoringCase("x-powered-by");
    }

    static void requireNothingInside(String body) {
        assertThat(INSIDE.matcher(body.replace(ALLOWED, "")).find()).as(body).isFalse();
    }

    /** Everything but the recorded refusals, and when a token was last used. */
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
                    (SELECT string_agg((to_jsonb(t) - 'last_sign_in_at')::text, ',' ORDER BY t.person_id)
                     FROM access_people t),
                    (SELECT string_agg((to_jsonb(t) - 'last_used_at')::text, ',' ORDER BY t.token_id)
                     FROM access_tokens t
                     -- It stands there from its first use.
                     WHERE t.token_id NOT LIKE 'bootstrap-%' OR t.revoked_at IS NOT NULL),
                    (SELECT count(*) FROM inventory_movements),
                    (SELECT count(*) FROM inventory_compensation_log),
                    (SELECT count(*) FROM inventory_deduction_idempotency WHERE outcome <> 'refused')))""");
    }

    String text() {
        return new String(request, StandardCharsets.ISO_8859_1);
    }

    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "… (" + text.length() + ")";
    }

    @Override
    public String toString() {
        return name;
    }
}
