/** Sales that were made and are not in the books yet. */
@NullMarked
package io.atomicinventory.engine.queue;

import org.jspecify.annotations.NullMarked;
