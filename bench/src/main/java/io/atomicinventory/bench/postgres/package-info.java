/** Which PostgreSQL is measured, and a fresh database for each measurement. */
@NullMarked
package io.atomicinventory.bench.postgres;

import org.jspecify.annotations.NullMarked;
