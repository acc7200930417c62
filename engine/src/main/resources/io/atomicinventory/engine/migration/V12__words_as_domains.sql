-- PostgreSQL reads and compiles the text of a table's CHECKs again in every statement that writes to it, and those of
-- a domain once in a session. With few rows in a statement the long lists of words took as long as the rows.
CREATE DOMAIN movement_kind AS text CHECK (VALUE IN
    ('opening', 'policy', 'deduction', 'receipt', 'adjustment', 'count', 'waste', 'compensation',
     'transfer_in', 'transfer_out', 'reversal', 'correction', 'external'));
CREATE DOMAIN outcome_operation AS text CHECK (VALUE IN
    ('deduction', 'compensation', 'receipt', 'adjustment', 'count', 'waste', 'transfer', 'reversal'));
CREATE DOMAIN outcome_word AS text CHECK (VALUE IN ('done', 'replayed', 'refused'));

ALTER TABLE inventory_movements DROP CONSTRAINT inventory_movements_kind_check,
    ALTER COLUMN kind TYPE movement_kind;
ALTER TABLE inventory_deduction_idempotency
    DROP CONSTRAINT inventory_deduction_idempotency_operation_check,
    DROP CONSTRAINT inventory_deduction_idempotency_outcome_check;
-- Indexes whose condition names a column have to be made again with it.
DROP INDEX deducted_once;
DROP INDEX deductions_by_time;
ALTER TABLE inventory_deduction_idempotency
    ALTER COLUMN operation TYPE outcome_operation,
    ALTER COLUMN outcome TYPE outcome_word;
CREATE UNIQUE INDEX deducted_once ON inventory_deduction_idempotency (store_id, transaction_id)
    WHERE operation = 'deduction' AND outcome = 'done';
CREATE INDEX deductions_by_time ON inventory_deduction_idempotency (store_id, recorded_at, transaction_id)
    WHERE operation = 'deduction' AND outcome = 'done' AND recorded_at IS NOT NULL;
