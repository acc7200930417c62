/** The HTTP contract, from the side of a device. */
@NullMarked
package io.atomicinventory.device.client;

import org.jspecify.annotations.NullMarked;
