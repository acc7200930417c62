/** Tells open pages what has changed, by a name and nothing else. */
@NullMarked
package io.atomicinventory.server.dashboard.live;

import org.jspecify.annotations.NullMarked;
