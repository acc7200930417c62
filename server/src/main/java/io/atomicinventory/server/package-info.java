/** The service. */
@NullMarked
package io.atomicinventory.server;

import org.jspecify.annotations.NullMarked;
