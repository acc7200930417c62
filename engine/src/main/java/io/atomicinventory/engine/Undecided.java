package io.atomicinventory.engine;

/** Why nothing was decided, and nothing recorded, so that the same key may be sent again. */
public sealed interface Undecided {
    String text();

    /** The key is taken by another request. */
    record KeyReused(String idempotencyKey) implements Undecided {
        @Override
        public String text() {
            return "Idempotency key already used with another request: " + idempotencyKey;
        }
    }

    record UnknownStore(String storeId) implements Undecided {
        @Override
        public String text() {
            return "Unknown store: " + storeId;
        }
    }

    record UnknownStockItem(String storeId, String stockId) implements Undecided {
        @Override
        public String text() {
            return "Unknown stock item " + stockId + " in store " + storeId;
        }
    }

    /** The first request with this key had not ended by this one's deadline. */
    record KeyInFlight(String idempotencyKey) implements Undecided {
        @Override
        public String text() {
            return "The first request with this idempotency key is still being processed: " + idempotencyKey;
        }
    }

    /** The retries are used up: others kept changing or locking this row until the deadline. */
    record VersionConflict(String stockId) implements Undecided {
        @Override
        public String text() {
            return "Version conflict on inventory_stock_id: " + stockId;
        }
    }

    /** Too much is waiting already, or it waited until its deadline: nothing was tried. */
    record Overloaded() implements Undecided {
        @Override
        public String text() {
            return "Too many requests are waiting: this one did nothing; send it again in a moment";
        }
    }
}
