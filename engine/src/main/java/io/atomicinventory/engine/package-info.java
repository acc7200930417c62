/** The engine's front door. */
@NullMarked
package io.atomicinventory.engine;

import org.jspecify.annotations.NullMarked;
