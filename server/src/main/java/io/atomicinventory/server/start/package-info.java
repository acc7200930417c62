/** What is said on the terminal at the start. */
@NullMarked
package io.atomicinventory.server.start;

import org.jspecify.annotations.NullMarked;
