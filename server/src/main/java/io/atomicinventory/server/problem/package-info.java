/** Refusals on the wire: problem details after RFC 9457. */
@NullMarked
package io.atomicinventory.server.problem;

import org.jspecify.annotations.NullMarked;
