/** The wall between stores inside the engine (I3): its memory, and its statements with their mistakes. */
@NullMarked
package io.atomicinventory.engine.walls;

import org.jspecify.annotations.NullMarked;
