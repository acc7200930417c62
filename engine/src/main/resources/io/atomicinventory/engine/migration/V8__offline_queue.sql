-- Sales that were made and are not in the books yet: made offline, or short of stock. A person or the next
-- synchronisation decides; nothing leaves this table.
CREATE TABLE offline_transaction_queue (
    store_id          inventory_id     NOT NULL REFERENCES stores,
    queue_id          inventory_id     NOT NULL,
    transaction_id    inventory_id     NOT NULL,
    device_id         inventory_id     NOT NULL,
    items             json             NOT NULL,
    items_hash        bytea            NOT NULL,
    reason            text             NOT NULL CHECK (reason IN ('offline', 'insufficient_stock')),
    status            text             NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'insufficient_stock', 'approved', 'rejected')),
    attempt           integer          NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    validation_errors json,
    queued_by         text             NOT NULL,
    occurred_at       timestamptz      NOT NULL,
    sent_at           timestamptz,
    recorded_at       timestamptz      NOT NULL DEFAULT clock_timestamp(),
    next_attempt_at   timestamptz      NOT NULL DEFAULT clock_timestamp(),
    decided_by        text,
    decided_at        timestamptz,
    decision_note     text,
    PRIMARY KEY (store_id, queue_id),
    UNIQUE (store_id, transaction_id),
    -- A rejection is always somebody's, at some time.
    CHECK (status <> 'rejected' OR (decided_by IS NOT NULL AND decided_at IS NOT NULL))
);
CREATE INDEX queue_by_status ON offline_transaction_queue (store_id, status, occurred_at, queue_id);

ALTER TABLE offline_transaction_queue ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_store ON offline_transaction_queue USING (store_id = ANY ((SELECT inventory_stores())::text[]));
GRANT SELECT, INSERT, UPDATE ON offline_transaction_queue TO atomic_inventory_app;
