/** Sales: what a sale asks for, and what became of it. */
@NullMarked
package io.atomicinventory.engine.deduction;

import org.jspecify.annotations.NullMarked;
