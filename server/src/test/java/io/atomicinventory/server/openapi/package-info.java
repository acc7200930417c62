@NullMarked
package io.atomicinventory.server.openapi;

import org.jspecify.annotations.NullMarked;
