/** Tills and servers that are processes, and are killed. */
@NullMarked
package io.atomicinventory.device.processes;

import org.jspecify.annotations.NullMarked;
