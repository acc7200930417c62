/** Real servers for tests: inside the test's JVM, and as processes of their own that can be killed. */
@NullMarked
package io.atomicinventory.server.testing;

import org.jspecify.annotations.NullMarked;
