-- When a row was last counted: what happened before that and arrives later was in the count already.
ALTER TABLE inventory_stock ADD COLUMN counted_at timestamptz;

-- A movement that takes back another one names it, and does so once.
ALTER TABLE inventory_movements ADD COLUMN reverses bigint;
CREATE UNIQUE INDEX reversed_once ON inventory_movements (store_id, stock_id, reverses) WHERE reverses IS NOT NULL;

-- Counts, and what was found to be in one already. Few movements are either, and only these pay for it.
CREATE INDEX counts_by_time ON inventory_movements (store_id, stock_id, occurred_at)
    WHERE kind IN ('count', 'correction');

-- As for movements (V4): it looked up and locked the stock row again for every line that a void gives back. The
-- verifier compares the log with the sale and with the movements.
ALTER TABLE inventory_compensation_log DROP CONSTRAINT inventory_compensation_log_store_id_stock_id_fkey;
