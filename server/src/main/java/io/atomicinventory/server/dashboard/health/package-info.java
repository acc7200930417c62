/** A store's checks, and the proof of its books. */
@NullMarked
package io.atomicinventory.server.dashboard.health;

import org.jspecify.annotations.NullMarked;
