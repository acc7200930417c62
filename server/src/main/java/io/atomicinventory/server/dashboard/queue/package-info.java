/** Sales that wait, what each choice would do, and the choice. */
@NullMarked
package io.atomicinventory.server.dashboard.queue;

import org.jspecify.annotations.NullMarked;
