/** How it is measured: callers, latencies, CPU and WAL. */
@NullMarked
package io.atomicinventory.bench.measure;

import org.jspecify.annotations.NullMarked;
