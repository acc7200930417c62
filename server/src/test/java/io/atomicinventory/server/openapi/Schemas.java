package io.atomicinventory.server.openapi;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The part of JSON Schema that our document uses. Stricter in one thing: a member that is not named is wrong. */
public final class Schemas {
    private final JsonNode document;

    Schemas(JsonNode document) {
        this.document = document;
    }

    /** What is referred to, or the node itself. */
    JsonNode resolve(JsonNode node) {
        if (!node.has("$ref")) {
            return node;
        }
        JsonNode target = document.at(node.path("$ref").asString().substring(1));
        if (target.isMissingNode()) {
            throw new AssertionError("there is no " + node.path("$ref"));
        }
        return resolve(target);
    }

    /** @return what is wrong with the value, each with its place */
    List<String> wrong(JsonNode schema, JsonNode value) {
        List<String> wrong = new ArrayList<>();
        check(schema, value, "", wrong);
        return wrong;
    }

    private void check(JsonNode unresolved, JsonNode value, String at, List<String> wrong) {
        JsonNode schema = resolve(unresolved);
        for (String either : List.of("oneOf", "anyOf")) {
            if (schema.has(either)
                    && schema.path(either)
                            .valueStream()
                            .noneMatch(one -> wrong(one, value).isEmpty())) {
                wrong.add(at + ": is none of " + schema.path(either));
            }
        }
        if (schema.has("oneOf") || schema.has("anyOf")) {
            return;
        }
        if (schema.has("type") && types(schema).stream().noneMatch(type -> isOf(type, value))) {
            wrong.add(at + ": is not of " + schema.path("type") + ": " + value);
            return;
        }
        if (schema.has("const") && !schema.path("const").equals(value)) {
            wrong.add(at + ": is not " + schema.path("const"));
        }
        if (schema.has("enum") && schema.path("enum").valueStream().noneMatch(value::equals)) {
            wrong.add(at + ": is not in " + schema.path("enum") + ": " + value);
        }
        if (value.isString()
                && schema.has("pattern")
                && !Pattern.compile(schema.path("pattern").asString())
                        .matcher(value.stringValue())
                        .find()) {
            wrong.add(at + ": does not match " + schema.path("pattern"));
        }
        if (value.isArray()) {
            checkElements(schema, value, at, wrong);
        } else if (value.isObject()) {
            checkMembers(schema, value, at, wrong);
        }
    }

    private void checkElements(JsonNode schema, JsonNode array, String at, List<String> wrong) {
        if (array.size() < schema.path("minItems").asInt(0)
                || array.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
            wrong.add(at + ": has " + array.size() + " elements");
        }
        for (int i = 0; i < array.size(); i++) {
            check(schema.path("items"), array.get(i), at + "[" + i + "]", wrong);
        }
    }

    private void checkMembers(JsonNode schema, JsonNode object, String at, List<String> wrong) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        Set<String> required = new HashSet<>();
        gather(schema, members, required);
        required.stream()
                .filter(name -> !object.has(name))
                .forEach(name -> wrong.add(at + "." + name + ": is missing"));
        object.forEachEntry((name, value) -> {
            JsonNode member = members.get(name);
            if (member == null) {
                wrong.add(at + "." + name + ": is not in the schema");
            } else {
                check(member, value, at + "." + name, wrong);
            }
        });
    }

    private void gather(JsonNode unresolved, Map<String, JsonNode> members, Set<String> required) {
        JsonNode schema = resolve(unresolved);
        schema.path("allOf").forEach(part -> gather(part, members, required));
        schema.path("properties").forEachEntry(members::put);
        schema.path("required").forEach(name -> required.add(name.asString()));
    }

    private static List<String> types(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.valueStream().map(JsonNode::asString).toList() : List.of(type.asString());
    }

    private static boolean isOf(String type, JsonNode value) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "number" -> value.isNumber();
            case "integer" -> value.isIntegralNumber();
            case "null" -> value.isNull();
            default -> throw new AssertionError("not a type: " + type);
        };
    }
}
