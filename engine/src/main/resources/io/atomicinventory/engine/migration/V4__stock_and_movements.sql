-- The books: what a store has of an item, and every change that made it so.
CREATE TABLE inventory_stock (
    store_id           inventory_id   NOT NULL REFERENCES stores,
    stock_id           inventory_id   NOT NULL,
    item               inventory_name NOT NULL,
    unit               inventory_name NOT NULL,
    quantity           numeric(18, 4) NOT NULL DEFAULT 0,
    held               numeric(18, 4) NOT NULL DEFAULT 0 CHECK (held >= 0),
    -- The number of movements, and the guard of every update: an update that read an older version changes nothing.
    version            bigint         NOT NULL DEFAULT 0 CHECK (version >= 0),
    allow_negative     boolean        NOT NULL DEFAULT false,
    -- How far below zero a named person has let this row go. It shrinks as the row comes back up.
    approved_overdraft numeric(18, 4) NOT NULL DEFAULT 0 CHECK (approved_overdraft >= 0),
    reorder_level      numeric(18, 4) CHECK (reorder_level >= 0),
    is_active          boolean        NOT NULL DEFAULT true,
    PRIMARY KEY (store_id, stock_id),
    CONSTRAINT never_silently_negative CHECK (allow_negative OR quantity >= -approved_overdraft),
    -- PostgreSQL holds NaN to be above every number, so no other check would stop it.
    CONSTRAINT quantities_are_numbers CHECK ('NaN' NOT IN (quantity, held, approved_overdraft, reorder_level))
) WITH (fillfactor = 70); -- room on the page for the next version of a row that changes with every sale

-- No foreign key to inventory_stock: it would look up and lock the same row again for every movement, and
-- a movement is written only in the transaction that changed that row. A stock row that has movements
-- cannot be deleted (below), and the verifier looks for movements without one.
CREATE TABLE inventory_movements (
    store_id          text COLLATE "C" NOT NULL,
    stock_id          text COLLATE "C" NOT NULL,
    version           bigint           NOT NULL CHECK (version > 0),
    kind              text             NOT NULL CHECK (kind IN
        ('opening', 'policy', 'deduction', 'receipt', 'adjustment', 'count', 'waste', 'compensation',
         'transfer_in', 'transfer_out', 'reversal', 'correction', 'external')),
    quantity_change   numeric(18, 4)   NOT NULL,
    previous_quantity numeric(18, 4)   NOT NULL,
    new_quantity      numeric(18, 4)   NOT NULL,
    transaction_id    text COLLATE "C",
    idempotency_key   text COLLATE "C",
    who               text             NOT NULL,
    claimed_by        text,
    why               text,
    occurred_at       timestamptz      NOT NULL,
    recorded_at       timestamptz      NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (store_id, stock_id, version),
    CONSTRAINT movement_adds_up CHECK (new_quantity = previous_quantity + quantity_change)
);

-- The guard against writers that do not know the rules. The engine raises the version itself, so the
-- functions below never run for it.
CREATE FUNCTION inventory_stock_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'stock % of store % has movements and cannot be deleted: switch it off instead',
            OLD.stock_id, OLD.store_id USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.store_id <> OLD.store_id OR NEW.stock_id <> OLD.stock_id THEN
        RAISE EXCEPTION 'stock % of store % cannot become another item', OLD.stock_id, OLD.store_id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.version < OLD.version THEN
        RAISE EXCEPTION 'the version of stock % of store % cannot fall from % to %',
            OLD.stock_id, OLD.store_id, OLD.version, NEW.version USING ERRCODE = 'check_violation';
    END IF;
    -- Somebody changed the row and left the version alone: write the movement for them, in their name.
    NEW.version := NEW.version + 1;
    NEW.approved_overdraft := least(NEW.approved_overdraft, greatest(0, -NEW.quantity));
    INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change, previous_quantity,
                                     new_quantity, who, why, occurred_at)
    VALUES (NEW.store_id, NEW.stock_id, NEW.version, 'external', NEW.quantity - OLD.quantity, OLD.quantity,
            NEW.quantity, session_user, 'changed outside the engine', clock_timestamp());
    RETURN NEW;
END
$$;
CREATE TRIGGER inventory_stock_update BEFORE UPDATE ON inventory_stock FOR EACH ROW
    WHEN (NEW.version <= OLD.version OR NEW.store_id <> OLD.store_id OR NEW.stock_id <> OLD.stock_id)
    EXECUTE FUNCTION inventory_stock_guard();
CREATE TRIGGER inventory_stock_delete BEFORE DELETE ON inventory_stock FOR EACH ROW
    WHEN (OLD.version > 0) EXECUTE FUNCTION inventory_stock_guard();

-- Likewise a new row with a quantity and no version. AFTER, because INSERT ... ON CONFLICT runs what is BEFORE
-- also where it then inserts nothing.
CREATE FUNCTION inventory_stock_guard_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE inventory_stock SET version = 1, approved_overdraft = least(approved_overdraft, greatest(0, -quantity))
    WHERE store_id = NEW.store_id AND stock_id = NEW.stock_id;
    INSERT INTO inventory_movements (store_id, stock_id, version, kind, quantity_change, previous_quantity,
                                     new_quantity, who, why, occurred_at)
    VALUES (NEW.store_id, NEW.stock_id, 1, 'external', NEW.quantity, 0, NEW.quantity, session_user,
            'changed outside the engine', clock_timestamp());
    RETURN NULL;
END
$$;
CREATE TRIGGER inventory_stock_insert AFTER INSERT ON inventory_stock FOR EACH ROW
    WHEN (NEW.version = 0 AND NEW.quantity <> 0) EXECUTE FUNCTION inventory_stock_guard_insert();

-- They write into these tables, and not into a temporary one of the writer's that has the same name.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION inventory_stock_guard() SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION inventory_stock_guard_insert() SET search_path = %I, pg_temp', current_schema());
END
$$;

ALTER TABLE inventory_stock ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_store ON inventory_stock USING (store_id = ANY ((SELECT inventory_stores())::text[]));
ALTER TABLE inventory_movements ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_store ON inventory_movements USING (store_id = ANY ((SELECT inventory_stores())::text[]));

GRANT SELECT, INSERT, UPDATE ON inventory_stock TO atomic_inventory_app;
GRANT SELECT, INSERT ON inventory_movements TO atomic_inventory_app;
