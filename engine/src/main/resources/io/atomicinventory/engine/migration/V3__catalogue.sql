-- Chain-wide, small and read-mostly. One row says how often it has changed, so that a server which keeps a
-- compiled menu in memory can tell in the writing transaction whether it is still the menu.
CREATE TABLE catalog_revision (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    revision bigint NOT NULL DEFAULT 0
);
INSERT INTO catalog_revision DEFAULT VALUES;

CREATE TABLE products (
    product_id     inventory_id PRIMARY KEY,
    name           inventory_name NOT NULL,
    category       inventory_name,
    is_active      boolean        NOT NULL DEFAULT true,
    recipe_version integer        NOT NULL CHECK (recipe_version > 0)
);

-- A recipe is a version. A changed recipe is a new version; an old one never changes, because a sale
-- records the one that it used.
CREATE TABLE recipes (
    product_id     inventory_id NOT NULL REFERENCES products,
    recipe_version integer      NOT NULL CHECK (recipe_version > 0),
    created_by     text         NOT NULL,
    created_at     timestamptz  NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (product_id, recipe_version)
);

ALTER TABLE products ADD CONSTRAINT products_recipe_fkey
    FOREIGN KEY (product_id, recipe_version) REFERENCES recipes DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE recipe_ingredients (
    product_id     inventory_id   NOT NULL,
    recipe_version integer        NOT NULL,
    line           smallint       NOT NULL CHECK (line > 0),
    name           inventory_name NOT NULL,
    unit           inventory_name NOT NULL,
    quantity       numeric(18, 4) NOT NULL CHECK (quantity > 0 AND quantity < 'NaN'),
    role           text           NOT NULL DEFAULT 'base' CHECK (role IN ('base', 'choice', 'packaging', 'addon')),
    PRIMARY KEY (product_id, recipe_version, line),
    FOREIGN KEY (product_id, recipe_version) REFERENCES recipes
);

-- A product without ingredients would be sold without taking anything (I8).
CREATE FUNCTION recipe_has_ingredients() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM recipe_ingredients i
                   WHERE i.product_id = NEW.product_id AND i.recipe_version = NEW.recipe_version) THEN
        RAISE EXCEPTION 'recipe % of product % has no ingredients', NEW.recipe_version, NEW.product_id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER recipe_has_ingredients AFTER INSERT ON recipes
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recipe_has_ingredients();

CREATE FUNCTION recipe_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a recipe never changes: add a new version of it' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER recipe_never_changes BEFORE UPDATE OR DELETE ON recipes
    FOR EACH ROW EXECUTE FUNCTION recipe_never_changes();
CREATE TRIGGER recipe_never_changes BEFORE UPDATE OR DELETE ON recipe_ingredients
    FOR EACH ROW EXECUTE FUNCTION recipe_never_changes();

-- Nor does it gain a line later: its lines come in the transaction that adds it.
CREATE FUNCTION recipe_is_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM recipes r
                   WHERE r.product_id = NEW.product_id AND r.recipe_version = NEW.recipe_version
                     AND r.xmin = pg_current_xact_id()::xid) THEN
        RAISE EXCEPTION 'a recipe never changes: add a new version of it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER recipe_is_new BEFORE INSERT ON recipe_ingredients
    FOR EACH ROW EXECUTE FUNCTION recipe_is_new();

-- They look into these tables, and not into a temporary one of the writer's that has the same name.
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION recipe_has_ingredients() SET search_path = %I, pg_temp', current_schema());
    EXECUTE format('ALTER FUNCTION recipe_is_new() SET search_path = %I, pg_temp', current_schema());
END
$$;

GRANT SELECT, UPDATE ON catalog_revision TO atomic_inventory_app;
GRANT SELECT, INSERT, UPDATE ON products TO atomic_inventory_app;
GRANT SELECT, INSERT ON recipes, recipe_ingredients TO atomic_inventory_app;
