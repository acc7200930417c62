/** Stock items, their trails, and what people book. */
@NullMarked
package io.atomicinventory.server.dashboard.stock;

import org.jspecify.annotations.NullMarked;
