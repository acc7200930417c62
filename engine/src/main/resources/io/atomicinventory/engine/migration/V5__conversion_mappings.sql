-- Which stock item of a store an ingredient of a recipe is, and how much of it. Name and unit are kept in
-- the form in which they are compared (NFC, trimmed, spaces collapsed, case folded), and once more as they
-- were written, to be shown.
CREATE TABLE conversion_mappings (
    store_id               inventory_id    NOT NULL,
    recipe_ingredient_name text COLLATE "C" NOT NULL,
    recipe_ingredient_unit text COLLATE "C" NOT NULL,
    ingredient_label       inventory_name  NOT NULL,
    unit_label             inventory_name  NOT NULL,
    stock_id               inventory_id    NOT NULL,
    -- Stock units for one recipe unit.
    conversion_factor      numeric(24, 12) NOT NULL CHECK (conversion_factor > 0 AND conversion_factor < 'NaN'),
    PRIMARY KEY (store_id, recipe_ingredient_name, recipe_ingredient_unit),
    -- Composite, so that a mapping to another store's stock cannot be written.
    FOREIGN KEY (store_id, stock_id) REFERENCES inventory_stock
);
CREATE INDEX conversion_mappings_stock ON conversion_mappings (store_id, stock_id);

ALTER TABLE conversion_mappings ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_store ON conversion_mappings USING (store_id = ANY ((SELECT inventory_stores())::text[]));
GRANT SELECT, INSERT, UPDATE, DELETE ON conversion_mappings TO atomic_inventory_app;
