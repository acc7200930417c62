/** Whether the books can be trusted. */
@NullMarked
package io.atomicinventory.engine.monitor;

import org.jspecify.annotations.NullMarked;
