/** What logs and traces know of a request. */
@NullMarked
package io.atomicinventory.server.observation;

import org.jspecify.annotations.NullMarked;
