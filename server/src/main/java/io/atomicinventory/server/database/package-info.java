/** Which PostgreSQL the server works on, and the engine on it. */
@NullMarked
package io.atomicinventory.server.database;

import org.jspecify.annotations.NullMarked;
