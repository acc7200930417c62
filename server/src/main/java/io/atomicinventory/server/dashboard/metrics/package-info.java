/** What a store sold, in numbers. */
@NullMarked
package io.atomicinventory.server.dashboard.metrics;

import org.jspecify.annotations.NullMarked;
