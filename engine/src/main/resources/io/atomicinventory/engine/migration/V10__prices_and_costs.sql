-- What a menu says beside the recipe, kept where it is known. A cost belongs to the line of a recipe version, and
-- so never changes either: another cost is another version.
ALTER TABLE products ADD COLUMN price numeric(18, 4) CHECK (price >= 0 AND price < 'NaN');
ALTER TABLE recipe_ingredients ADD COLUMN cost_per_unit numeric(18, 4)
    CHECK (cost_per_unit >= 0 AND cost_per_unit < 'NaN');
