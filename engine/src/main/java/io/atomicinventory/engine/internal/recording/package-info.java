/** Counts what the engine does, and writes the figures off the way of the sales. */
@NullMarked
package io.atomicinventory.engine.internal.recording;

import org.jspecify.annotations.NullMarked;
