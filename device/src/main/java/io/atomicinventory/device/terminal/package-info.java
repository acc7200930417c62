/** A till to try, in a terminal. */
@NullMarked
package io.atomicinventory.device.terminal;

import org.jspecify.annotations.NullMarked;
