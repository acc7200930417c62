/** Stores, products with versioned recipes, and what a recipe's ingredients are in a store's stock. */
@NullMarked
package io.atomicinventory.engine.catalog;

import org.jspecify.annotations.NullMarked;
