/** Networks between tills and their server on which everything goes wrong that can. */
@NullMarked
package io.atomicinventory.device.faults;

import org.jspecify.annotations.NullMarked;
