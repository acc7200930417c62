/** Pure: from the items of a sale to the demand on each stock row. */
@NullMarked
package io.atomicinventory.engine.internal.plan;

import org.jspecify.annotations.NullMarked;
