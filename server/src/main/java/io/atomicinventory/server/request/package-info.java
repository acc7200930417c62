/** Reading requests: strict JSON, every wrong field named at once. */
@NullMarked
package io.atomicinventory.server.request;

import org.jspecify.annotations.NullMarked;
