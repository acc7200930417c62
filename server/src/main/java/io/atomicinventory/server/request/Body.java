package io.atomicinventory.server.request;

import tools.jackson.databind.JsonNode;

/** A JSON body that was read strictly: UTF-8, no duplicate members, nothing behind it. Its fields are not checked yet. */
public record Body(JsonNode json) {
    public Fields fields() {
        return Fields.ofBody(json);
    }
}
