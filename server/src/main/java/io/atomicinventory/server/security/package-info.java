/** Who is calling. */
@NullMarked
package io.atomicinventory.server.security;

import org.jspecify.annotations.NullMarked;
