-- What a store sold and refused, for whoever watches it. Each engine counts in memory and writes its own rows, one for
-- each minute, always with all that it has counted of the minute: whatever is written twice is counted once. What an
-- engine that was killed had not written yet is lost from its minutes, and found again in the outcomes when the hour is
-- settled.
ALTER TABLE deduction_metrics
    DROP CONSTRAINT deduction_metrics_pkey,
    ADD PRIMARY KEY (store_id, minute, node),
    ADD COLUMN queued    bigint   NOT NULL DEFAULT 0,
    -- Why sales were refused or not decided: reason -> number.
    ADD COLUMN reasons   jsonb    NOT NULL DEFAULT '{}',
    -- How many took how long: a number for each of the engine's fixed bounds, without trailing zeros.
    ADD COLUMN durations bigint[] NOT NULL DEFAULT '{}';
GRANT DELETE ON deduction_metrics TO atomic_inventory_app;

-- Settled hours, each with all that the store ever sold up to its end: so the figures of any time are the difference of
-- two rows, however old the books are. An hour without sales has no row of its own.
-- deducted, refused and queued are counted in the outcomes, and are exact; the rest comes from the minutes.
CREATE TABLE deduction_totals (
    store_id              inventory_id NOT NULL REFERENCES stores,
    until                 timestamptz  NOT NULL,
    deducted              bigint       NOT NULL DEFAULT 0,
    refused               bigint       NOT NULL DEFAULT 0,
    queued                bigint       NOT NULL DEFAULT 0,
    failed                bigint       NOT NULL DEFAULT 0,
    replayed              bigint       NOT NULL DEFAULT 0,
    version_conflicts     bigint       NOT NULL DEFAULT 0,
    reasons               jsonb        NOT NULL DEFAULT '{}',
    duration_micros_total bigint       NOT NULL DEFAULT 0,
    -- Of the hour that ends here, and not of all before it.
    duration_micros_max   bigint       NOT NULL DEFAULT 0,
    durations             bigint[]     NOT NULL DEFAULT '{}',
    PRIMARY KEY (store_id, until)
);
ALTER TABLE deduction_totals ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_store ON deduction_totals USING (store_id = ANY ((SELECT inventory_stores())::text[]));
GRANT SELECT, INSERT ON deduction_totals TO atomic_inventory_app;

-- Few sales are refused or have to wait, and only these pay for it.
CREATE INDEX refusals_by_time ON inventory_deduction_idempotency (store_id, recorded_at)
    WHERE operation = 'deduction' AND outcome = 'refused';
CREATE INDEX queued_by_time ON inventory_deduction_idempotency (store_id, recorded_at)
    WHERE operation = 'deduction' AND outcome = 'queued';

-- What is in the books already. A try of the queue that was refused is none of the sales that were refused to a caller.
WITH hours AS (
    SELECT o.store_id, date_trunc('hour', o.recorded_at, 'UTC') + interval '1 hour' AS until, o.outcome,
           CASE WHEN o.outcome = 'refused' THEN o.deduction_data -> 'problems' -> 0 ->> 'reason' END AS reason,
           count(*) AS number
    FROM inventory_deduction_idempotency o JOIN stores USING (store_id)
    WHERE o.operation = 'deduction' AND o.outcome IN ('done', 'refused', 'queued')
      AND o.recorded_at < date_trunc('hour', now() - interval '10 minutes', 'UTC')
      AND (o.outcome = 'done' OR o.idempotency_key !~ '^queue:q-[0-9a-f]{32}:')
    GROUP BY 1, 2, 3, 4
), reasons AS (
    SELECT e.store_id, e.until, r.reason,
           sum(coalesce(h.number, 0)) OVER (PARTITION BY e.store_id, r.reason ORDER BY e.until) AS total
    FROM (SELECT DISTINCT store_id, until FROM hours) e
        JOIN (SELECT DISTINCT store_id, reason FROM hours WHERE reason IS NOT NULL) r USING (store_id)
        LEFT JOIN hours h ON h.store_id = e.store_id AND h.until = e.until AND h.reason = r.reason
), reasons_by_hour AS (
    SELECT store_id, until, jsonb_object_agg(
               CASE reason WHEN 'TRANSACTION_REJECTED' THEN 'state-conflict'
                           ELSE replace(lower(reason), '_', '-') END, total) AS reasons
    FROM reasons WHERE total > 0 GROUP BY store_id, until
), counts AS (
    SELECT store_id, until,
           coalesce(sum(number) FILTER (WHERE outcome = 'done'), 0) AS deducted,
           coalesce(sum(number) FILTER (WHERE outcome = 'refused'), 0) AS refused,
           coalesce(sum(number) FILTER (WHERE outcome = 'queued'), 0) AS queued
    FROM hours GROUP BY store_id, until
)
INSERT INTO deduction_totals (store_id, until, deducted, refused, queued, reasons)
SELECT c.store_id, c.until, sum(c.deducted) OVER up_to_here, sum(c.refused) OVER up_to_here,
       sum(c.queued) OVER up_to_here, coalesce(r.reasons, '{}')
FROM counts c LEFT JOIN reasons_by_hour r USING (store_id, until)
WINDOW up_to_here AS (PARTITION BY c.store_id ORDER BY c.until);
