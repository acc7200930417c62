/** Pure: from commands and the books at hand to decisions. No I/O, no clock, no randomness. */
@NullMarked
package io.atomicinventory.engine.internal.decide;

import org.jspecify.annotations.NullMarked;
