/** The benchmark: one command, one report. */
@NullMarked
package io.atomicinventory.bench;

import org.jspecify.annotations.NullMarked;
