/** Stock over HTTP. */
@NullMarked
package io.atomicinventory.server.stock;

import org.jspecify.annotations.NullMarked;
