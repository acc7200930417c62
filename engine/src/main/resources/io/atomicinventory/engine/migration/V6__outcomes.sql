-- One row for each idempotency key, for ever: what was decided under it. Append-only for the application.
-- No foreign key to stores: its check would lock the one row of a busy store in every sale.
CREATE TABLE inventory_deduction_idempotency (
    store_id        text COLLATE "C" NOT NULL,
    idempotency_key text COLLATE "C" NOT NULL CHECK (char_length(idempotency_key) BETWEEN 1 AND 300),
    operation       text             NOT NULL CHECK (operation IN
        ('deduction', 'compensation', 'receipt', 'adjustment', 'count', 'waste', 'transfer', 'reversal')),
    transaction_id  text COLLATE "C",
    -- done: what was asked for happened; replayed: it had happened under another key; refused: it did not.
    outcome         text             NOT NULL CHECK (outcome IN ('done', 'replayed', 'refused')),
    -- SHA-256 of operation, transaction and items: tells a retry from another request under the same key.
    request_hash    bytea            NOT NULL,
    -- SHA-256 of the items alone: tells a second attempt at a sale from another sale with its id.
    items_hash      bytea,
    -- The full answer, so that a replay can give it again. json, not jsonb: written once, read whole.
    deduction_data  json,
    -- Random, made by the writer for each request: after a lost connection it finds its own row by it.
    attempt         bigint           NOT NULL,
    who             text             NOT NULL,
    claimed_by      text,
    occurred_at     timestamptz      NOT NULL,
    recorded_at     timestamptz      NOT NULL DEFAULT clock_timestamp(),
    duration_micros bigint           NOT NULL,
    PRIMARY KEY (store_id, idempotency_key),
    CHECK (operation NOT IN ('deduction', 'compensation') OR transaction_id IS NOT NULL),
    CHECK (operation <> 'deduction' OR items_hash IS NOT NULL)
);

-- A transaction is deducted at most once (I2), whatever keys it comes under.
CREATE UNIQUE INDEX deducted_once ON inventory_deduction_idempotency (store_id, transaction_id)
    WHERE operation = 'deduction' AND outcome = 'done';
CREATE INDEX outcomes_of_a_transaction ON inventory_deduction_idempotency (store_id, transaction_id);
-- The list of a store's deductions by time. Its last condition is always true: it keeps the planner, which knows
-- nothing of a new database yet, from walking this index for a look-up by transaction.
CREATE INDEX deductions_by_time ON inventory_deduction_idempotency (store_id, recorded_at, transaction_id)
    WHERE operation = 'deduction' AND outcome = 'done' AND recorded_at IS NOT NULL;

ALTER TABLE inventory_deduction_idempotency ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_store ON inventory_deduction_idempotency
    USING (store_id = ANY ((SELECT inventory_stores())::text[]));
GRANT SELECT, INSERT ON inventory_deduction_idempotency TO atomic_inventory_app;
