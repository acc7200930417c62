/** The imperative shell: read, decide, write and settle in one transaction, and try again where that is safe. */
@NullMarked
package io.atomicinventory.engine.internal.ledger;

import org.jspecify.annotations.NullMarked;
