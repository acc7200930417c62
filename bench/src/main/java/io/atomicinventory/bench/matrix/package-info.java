/** Subjects and cells in alternating order, and whether the run may be believed. */
@NullMarked
package io.atomicinventory.bench.matrix;

import org.jspecify.annotations.NullMarked;
