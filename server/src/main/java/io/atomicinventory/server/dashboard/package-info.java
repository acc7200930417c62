/** The pages of a store, for its people: what needs a decision, and whether the figures can be trusted. */
@NullMarked
package io.atomicinventory.server.dashboard;

import org.jspecify.annotations.NullMarked;
