/** People, tokens and the audit trail over HTTP. */
@NullMarked
package io.atomicinventory.server.access;

import org.jspecify.annotations.NullMarked;
