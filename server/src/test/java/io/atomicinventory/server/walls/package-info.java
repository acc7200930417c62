/** The wall between stores, tried on the server's own connections (I3). What it holds is in {@code docs/walls.md}. */
@NullMarked
package io.atomicinventory.server.walls;

import org.jspecify.annotations.NullMarked;
