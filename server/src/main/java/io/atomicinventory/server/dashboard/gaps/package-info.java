/** What the menu needs and nobody has mapped. */
@NullMarked
package io.atomicinventory.server.dashboard.gaps;

import org.jspecify.annotations.NullMarked;
