/** Spreadsheets in and out: CSV imports, all or none of a file, and exports. */
@NullMarked
package io.atomicinventory.server.imports;

import org.jspecify.annotations.NullMarked;
