package io.atomicinventory.server.request;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A JSON body that was read strictly: UTF-8, no duplicate members, nothing behind it. Its fields are not checked yet. */
public record Body(JsonNode json) {
    /** What somebody typed into the fields of a form; one that was left empty was not sent. */
    public static Body ofForm(Map<String, String> typed) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        typed.forEach((name, text) -> {
            if (!text.isBlank()) {
                json.put(name, text.strip());
            }
        });
        return new Body(json);
    }

    public Fields fields() {
        return Fields.ofBody(json);
    }
}
