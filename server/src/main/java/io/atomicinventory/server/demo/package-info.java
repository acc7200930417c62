/** A small café to try things on. */
@NullMarked
package io.atomicinventory.server.demo;

import org.jspecify.annotations.NullMarked;
