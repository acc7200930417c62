/** Pure: which stock items an ingredient may be. */
@NullMarked
package io.atomicinventory.engine.internal.suggest;

import org.jspecify.annotations.NullMarked;
