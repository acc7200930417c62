/** Who may do what where: people, tokens, and the record of what they did or tried. Decides nothing by itself. */
@NullMarked
package io.atomicinventory.engine.access;

import org.jspecify.annotations.NullMarked;
