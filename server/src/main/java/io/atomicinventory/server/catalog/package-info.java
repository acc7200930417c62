/** Stores, products and mappings over HTTP. */
@NullMarked
package io.atomicinventory.server.catalog;

import org.jspecify.annotations.NullMarked;
