package io.atomicinventory.server.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Tokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** API1: keys and transactions of another store, used in one's own, are new there: they replay and reveal nothing. */
class ForeignKeyTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.withCafe();

    private Vault own;
    private Vault other;
    private Http http;
    private String path;
    private String before;

    @BeforeEach
    void open() {
        own = Vault.open(SERVER);
        other = Vault.open(SERVER);
        http = SERVER.http().as(Tokens.secret(SERVER.http(), "key", "manager", own.storeId()));
        path = "/api/v1/stores/" + own.storeId();
        before = booksOf(other);
    }

    @AfterEach
    void theOtherStoreIsAsItWas() {
        assertThat(booksOf(other)).isEqualTo(before);
    }

    private static String booksOf(Vault vault) {
        return SERVER.database().value("""
                SELECT md5(concat(
                    (SELECT string_agg(t::text, ',' ORDER BY t::text) FROM inventory_stock t WHERE store_id = '%1$s'),
                    (SELECT string_agg(t::text, ',' ORDER BY t::text) FROM inventory_movements t
                     WHERE store_id = '%1$s'),
                    (SELECT string_agg(t::text, ',' ORDER BY t::text) FROM inventory_deduction_idempotency t
                     WHERE store_id = '%1$s'),
                    (SELECT string_agg(t::text, ',' ORDER BY t::text) FROM offline_transaction_queue t
                     WHERE store_id = '%1$s')))""".formatted(vault.storeId()));
    }

    private void requireNew(Http.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        assertThat(answer.header("Idempotent-Replayed")).isEmpty();
        assertThat(answer.json().path("replayed").asBoolean(false)).isFalse();
        assertThat(answer.response().body()).doesNotContain(other.amount(), other.storeId());
    }

    @Test
    void I3_aSaleUnderAnotherStoresKeyAndTransactionIsASaleOfOnesOwn() {
        Http.Answer sold = http.key(other.key()).post(path + "/deductions", Vault.sale(other.transactionId()));
        requireNew(sold);
        // 100 less the store's own sale.
        assertThat(sold.json().path("deductedItems").findValuesAsString("newStock"))
                .contains("98");
    }

    @Test
    void I3_aReceiptUnderAnotherStoresKeyIsNew() {
        requireNew(http.key("receipt-" + other.mark()).post(path + "/stock/cup/receipts", "{\"quantity\": 1}"));
    }

    @Test
    void I3_aBatchUnderAnotherStoresKeyIsNew() {
        Http.Answer batch = http.post(
                path + "/deductions/batch",
                "{\"deductions\": [{\"idempotencyKey\": \"%s\", \"transactionId\": \"%s\", \"items\": [{\"productId\": \"americano\", \"quantity\": 1}]}]}"
                        .formatted(other.key(), other.transactionId()));
        assertThat(batch.json().at("/outcomes/0/status").intValue()).isEqualTo(201);
    }

    @Test
    void I3_aSaleIsQueuedUnderAnotherStoresTransactionAsAnEntryOfItsOwn() {
        requireNew(http.post(path + "/queue", other.queued()));
    }

    @Test
    void I3_aVoidUnderAnotherStoresKeyVoidsOnlyOnesOwnSale() {
        Http.Answer voided = http.key(other.key())
                .post(path + "/deductions/" + own.transactionId() + "/compensation", "{\"reason\": \"r\"}");
        // The key was free in this store, and is one of a sale only in the other.
        assertThat(voided.status()).as(voided.toString()).isEqualTo(200);
        assertThat(voided.header("Idempotent-Replayed")).isEmpty();
    }

    @Test
    void I3_aTransferTakesNothingOutOfAnotherStore_whateverItsKey() {
        Http.Answer transfer = http.key(other.key())
                .post(
                        "/api/v1/transfers",
                        "{\"fromStoreId\": \"%s\", \"toStoreId\": \"%s\", \"lines\": [{\"fromStockId\": \"cup\", \"toStockId\": \"cup\", \"quantity\": 1}]}"
                                .formatted(other.storeId(), own.storeId()));
        assertThat(transfer.slug()).isEqualTo("forbidden");
    }

    @Test
    void thePageKnowsThem() {
        SecurityPage.requireKept(getClass(), 6);
    }
}
