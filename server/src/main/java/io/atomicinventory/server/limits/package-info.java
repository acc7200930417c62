/** How much, how often and how slowly a caller may send. */
@NullMarked
package io.atomicinventory.server.limits;

import org.jspecify.annotations.NullMarked;
