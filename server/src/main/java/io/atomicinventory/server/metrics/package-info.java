/** The engine's metrics for Micrometer. */
@NullMarked
package io.atomicinventory.server.metrics;

import org.jspecify.annotations.NullMarked;
