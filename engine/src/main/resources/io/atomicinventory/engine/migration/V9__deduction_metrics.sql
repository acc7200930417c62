-- Counts and durations by minute, added up by each node off the hot path.
CREATE TABLE deduction_metrics (
    store_id              inventory_id NOT NULL REFERENCES stores,
    node                  text COLLATE "C" NOT NULL,
    minute                timestamptz  NOT NULL,
    deducted              bigint       NOT NULL DEFAULT 0,
    refused               bigint       NOT NULL DEFAULT 0,
    failed                bigint       NOT NULL DEFAULT 0,
    replayed              bigint       NOT NULL DEFAULT 0,
    version_conflicts     bigint       NOT NULL DEFAULT 0,
    duration_micros_total bigint       NOT NULL DEFAULT 0,
    duration_micros_max   bigint       NOT NULL DEFAULT 0,
    PRIMARY KEY (store_id, node, minute)
);

ALTER TABLE deduction_metrics ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_store ON deduction_metrics USING (store_id = ANY ((SELECT inventory_stores())::text[]));
GRANT SELECT, INSERT, UPDATE ON deduction_metrics TO atomic_inventory_app;
