/** Sales that wait, over HTTP, and the synchronisation in the background. */
@NullMarked
package io.atomicinventory.server.queue;

import org.jspecify.annotations.NullMarked;
