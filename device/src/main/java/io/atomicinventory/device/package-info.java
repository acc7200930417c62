/** A till that loses nothing: {@link io.atomicinventory.device.Till}. */
@NullMarked
package io.atomicinventory.device;

import org.jspecify.annotations.NullMarked;
