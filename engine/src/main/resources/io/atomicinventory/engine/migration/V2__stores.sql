-- The directory of the chain. Everybody may read it (a list of stores is no secret inside the chain, and
-- somebody must be able to find the ids); a row is written only with that store set.
CREATE TABLE stores (
    store_id      inventory_id PRIMARY KEY,
    name          inventory_name NOT NULL,
    timezone      text           NOT NULL,
    -- 'queue' and 'allow' come with the migration of the offline queue that carries them out.
    on_shortage   text           NOT NULL DEFAULT 'refuse' CHECK (on_shortage IN ('refuse')),
    -- Raised with every change of this store's mappings: compiled menus that were made before it are stale.
    menu_revision bigint         NOT NULL DEFAULT 0,
    created_at    timestamptz    NOT NULL DEFAULT clock_timestamp()
);

ALTER TABLE stores ENABLE ROW LEVEL SECURITY;
CREATE POLICY directory ON stores FOR SELECT USING (true);
CREATE POLICY own_store_insert ON stores FOR INSERT
    WITH CHECK (store_id = ANY ((SELECT inventory_stores())::text[]));
CREATE POLICY own_store_update ON stores FOR UPDATE
    USING (store_id = ANY ((SELECT inventory_stores())::text[]));

GRANT SELECT, INSERT, UPDATE ON stores TO atomic_inventory_app;
