/** What a store sold and refused, in numbers. Pure: counting, adding up, and the figures that are made of it. */
@NullMarked
package io.atomicinventory.engine.internal.figures;

import org.jspecify.annotations.NullMarked;
