-- What voids have given back of what a sale took, line by line. Append-only for the application.
CREATE TABLE inventory_compensation_log (
    store_id        text COLLATE "C" NOT NULL,
    transaction_id  text COLLATE "C" NOT NULL,
    stock_id        text COLLATE "C" NOT NULL,
    sequence        integer          NOT NULL CHECK (sequence > 0),
    idempotency_key text COLLATE "C" NOT NULL,
    deducted        numeric(18, 4)   NOT NULL CHECK (deducted > 0),
    restored_before numeric(18, 4)   NOT NULL CHECK (restored_before >= 0),
    restored_now    numeric(18, 4)   NOT NULL CHECK (restored_now > 0),
    disposition     text             NOT NULL CHECK (disposition IN ('restock', 'waste')),
    reason          text             NOT NULL,
    who             text             NOT NULL,
    claimed_by      text,
    recorded_at     timestamptz      NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (store_id, transaction_id, stock_id, sequence),
    FOREIGN KEY (store_id, stock_id) REFERENCES inventory_stock,
    -- Never more than the sale took (I6).
    CONSTRAINT restored_at_most_what_was_deducted CHECK (restored_before + restored_now <= deducted)
);

ALTER TABLE inventory_compensation_log ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_store ON inventory_compensation_log USING (store_id = ANY ((SELECT inventory_stores())::text[]));
GRANT SELECT, INSERT ON inventory_compensation_log TO atomic_inventory_app;
