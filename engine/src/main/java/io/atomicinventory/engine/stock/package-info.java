/** What a store has, and every change of it. */
@NullMarked
package io.atomicinventory.engine.stock;

import org.jspecify.annotations.NullMarked;
