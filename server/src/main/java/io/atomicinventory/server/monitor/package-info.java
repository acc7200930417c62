/** How a store is, over HTTP. */
@NullMarked
package io.atomicinventory.server.monitor;

import org.jspecify.annotations.NullMarked;
