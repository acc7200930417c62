-- How a store's queue was settled, so that nobody has to count entries that are there for ever. Kept by the database, so
-- that it is right whoever writes. What is still open is few, and is counted by its index.
CREATE TABLE queue_totals (
    store_id inventory_id PRIMARY KEY REFERENCES stores,
    approved bigint       NOT NULL,
    rejected bigint       NOT NULL,
    -- From queueing to deciding, of all of them together.
    waited   interval     NOT NULL
);
ALTER TABLE queue_totals ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_store ON queue_totals USING (store_id = ANY ((SELECT inventory_stores())::text[]));
GRANT SELECT ON queue_totals TO atomic_inventory_app;

INSERT INTO queue_totals (store_id, approved, rejected, waited)
SELECT store_id, count(*) FILTER (WHERE status = 'approved'), count(*) FILTER (WHERE status = 'rejected'),
       sum(decided_at - recorded_at)
FROM offline_transaction_queue
WHERE status IN ('approved', 'rejected')
GROUP BY store_id;

-- Once for a statement. Stores in their order, as everybody locks them.
CREATE FUNCTION queue_totals_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM after WHERE status IN ('approved', 'rejected')) THEN
            RETURN NULL;
        END IF;
        INSERT INTO queue_totals AS t (store_id, approved, rejected, waited)
        SELECT store_id, count(*) FILTER (WHERE status = 'approved'), count(*) FILTER (WHERE status = 'rejected'),
               sum(decided_at - recorded_at)
        FROM after WHERE status IN ('approved', 'rejected')
        GROUP BY store_id ORDER BY store_id
        ON CONFLICT (store_id) DO UPDATE SET approved = t.approved + excluded.approved,
            rejected = t.rejected + excluded.rejected, waited = t.waited + excluded.waited;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO queue_totals AS t (store_id, approved, rejected, waited)
        SELECT store_id, coalesce(sum(sign) FILTER (WHERE status = 'approved'), 0),
               coalesce(sum(sign) FILTER (WHERE status = 'rejected'), 0),
               sum(sign * (decided_at - recorded_at))
        FROM (SELECT store_id, status, decided_at, recorded_at, 1 AS sign FROM after
              UNION ALL
              SELECT store_id, status, decided_at, recorded_at, -1 FROM before) c
        WHERE status IN ('approved', 'rejected')
        GROUP BY store_id ORDER BY store_id
        ON CONFLICT (store_id) DO UPDATE SET approved = t.approved + excluded.approved,
            rejected = t.rejected + excluded.rejected, waited = t.waited + excluded.waited;
    ELSE
        UPDATE queue_totals t
        SET approved = t.approved - d.approved, rejected = t.rejected - d.rejected, waited = t.waited - d.waited
        FROM (SELECT store_id, count(*) FILTER (WHERE status = 'approved') AS approved,
                     count(*) FILTER (WHERE status = 'rejected') AS rejected, sum(decided_at - recorded_at) AS waited
              FROM before WHERE status IN ('approved', 'rejected')
              GROUP BY store_id) d
        WHERE t.store_id = d.store_id;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER queue_totals_insert AFTER INSERT ON offline_transaction_queue
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION queue_totals_follow();
CREATE TRIGGER queue_totals_update AFTER UPDATE ON offline_transaction_queue
    REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION queue_totals_follow();
CREATE TRIGGER queue_totals_delete AFTER DELETE ON offline_transaction_queue
    REFERENCING OLD TABLE AS before FOR EACH STATEMENT EXECUTE FUNCTION queue_totals_follow();

DO $$
BEGIN
    -- A temporary table of the caller's cannot stand in for ours.
    EXECUTE format('ALTER FUNCTION queue_totals_follow() SET search_path = %I, pg_temp', current_schema());
END
$$;
