/** The packaged server under a load generator, beside the engine alone. */
@NullMarked
package io.atomicinventory.bench.http;

import org.jspecify.annotations.NullMarked;
