/** What a till keeps on its own disk until the server has it. */
@NullMarked
package io.atomicinventory.device.queue;

import org.jspecify.annotations.NullMarked;
