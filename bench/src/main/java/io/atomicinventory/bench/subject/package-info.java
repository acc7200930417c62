/** Who sells it: the engine, the baselines and the ceiling, all as the application's role. */
@NullMarked
package io.atomicinventory.bench.subject;

import org.jspecify.annotations.NullMarked;
