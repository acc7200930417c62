/** What tests stand on: a real PostgreSQL, a small café, and the check of the books. */
@NullMarked
package io.atomicinventory.engine.testing;

import org.jspecify.annotations.NullMarked;
