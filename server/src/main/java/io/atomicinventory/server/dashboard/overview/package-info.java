/** How a store is at a glance, and what needs attention first. */
@NullMarked
package io.atomicinventory.server.dashboard.overview;

import org.jspecify.annotations.NullMarked;
