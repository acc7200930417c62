-- A sale that waits in the queue is deducted once or rejected, never both: one row settles its transaction, whoever
-- decides first. A key may also have the outcome that its sale waits.
ALTER DOMAIN outcome_operation DROP CONSTRAINT outcome_operation_check;
ALTER DOMAIN outcome_operation ADD CONSTRAINT outcome_operation_check CHECK (VALUE IN
    ('deduction', 'compensation', 'receipt', 'adjustment', 'count', 'waste', 'transfer', 'reversal', 'rejection'));
ALTER DOMAIN outcome_word DROP CONSTRAINT outcome_word_check;
ALTER DOMAIN outcome_word ADD CONSTRAINT outcome_word_check CHECK (VALUE IN ('done', 'replayed', 'refused', 'queued'));
DROP INDEX deducted_once;
CREATE UNIQUE INDEX settled_once ON inventory_deduction_idempotency (store_id, transaction_id)
    WHERE operation IN ('deduction', 'rejection') AND outcome = 'done';

ALTER TABLE stores DROP CONSTRAINT stores_on_shortage_check,
    ADD CONSTRAINT stores_on_shortage_check CHECK (on_shortage IN ('refuse', 'queue', 'allow'));

ALTER TABLE offline_transaction_queue
    -- A sale that the store's policy sent here came from no device of the queue's.
    ALTER COLUMN device_id DROP NOT NULL,
    ADD COLUMN claimed_by text,
    -- Too late for the books to follow by themselves.
    ADD COLUMN waits_for_person boolean NOT NULL DEFAULT false,
    -- Tries in a row that ended with something else than a shortage: the pause before the next one grows with them.
    ADD COLUMN failures integer NOT NULL DEFAULT 0 CHECK (failures >= 0),
    ADD COLUMN decision text CHECK (decision IN
        ('synced', 'already_deducted', 'approved', 'approved_available', 'rejected', 'voided')),
    ADD CONSTRAINT decided_has_a_decision
        CHECK ((status IN ('approved', 'rejected')) = (decision IS NOT NULL AND decided_by IS NOT NULL AND decided_at IS NOT NULL));
CREATE INDEX queue_waiting ON offline_transaction_queue (store_id, occurred_at, queue_id)
    WHERE status IN ('pending', 'insufficient_stock');
