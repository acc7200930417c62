/** The OpenAPI document: paths are found in the controllers, its words and examples are in {@code openapi/api.yaml}. */
@NullMarked
package io.atomicinventory.server.openapi;

import org.jspecify.annotations.NullMarked;
