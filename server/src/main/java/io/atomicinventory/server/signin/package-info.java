/** People who sign in to pages, with a name and a password and a session. */
@NullMarked
package io.atomicinventory.server.signin;

import org.jspecify.annotations.NullMarked;
