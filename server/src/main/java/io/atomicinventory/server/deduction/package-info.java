/** Sales over HTTP. */
@NullMarked
package io.atomicinventory.server.deduction;

import org.jspecify.annotations.NullMarked;
