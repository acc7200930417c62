/** A store's compiled menu, and the cache of it. */
@NullMarked
package io.atomicinventory.engine.internal.menu;

import org.jspecify.annotations.NullMarked;
