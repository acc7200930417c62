/** From where the service may be reached, what it believes of its callers' addresses, and what its answers tell browsers. */
@NullMarked
package io.atomicinventory.server.exposure;

import org.jspecify.annotations.NullMarked;
