/** What is sold: stores, their stock and menu, and the next sale of each caller. */
@NullMarked
package io.atomicinventory.bench.workload;

import org.jspecify.annotations.NullMarked;
