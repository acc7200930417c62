/** What a long history and a large chain cost. */
@NullMarked
package io.atomicinventory.bench.growth;

import org.jspecify.annotations.NullMarked;
