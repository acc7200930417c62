/** All SQL, one class for each table. */
@NullMarked
package io.atomicinventory.engine.internal.sql;

import org.jspecify.annotations.NullMarked;
