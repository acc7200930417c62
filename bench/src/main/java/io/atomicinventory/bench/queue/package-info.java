/** How fast a long queue is synchronised. */
@NullMarked
package io.atomicinventory.bench.queue;

import org.jspecify.annotations.NullMarked;
