package io.atomicinventory.server.hostile;

import io.atomicinventory.server.testing.RawRequest;
import java.nio.charset.StandardCharsets;

/**
 * A request that would succeed for who may.
 *
 * @param id of the operation in the API's description
 * @param type of the body; empty where there is none
 */
record Call(String id, String method, String path, String type, String body) {
    static Call read(String id, String path) {
        return new Call(id, "GET", path, "", "");
    }

    static Call json(String id, String method, String path, String body) {
        return new Call(id, method, path, "application/json", body);
    }

    boolean isJson() {
        return type.equals("application/json");
    }

    Call withBody(String other) {
        return new Call(id, method, path, type, other);
    }

    Call withPath(String other) {
        return new Call(id, method, other, type, body);
    }

    /** With the administrator's token, and a key of its own. */
    RawRequest request() {
        RawRequest request = new RawRequest(method, path).header("Idempotency-Key", "call-" + id);
        return type.isEmpty()
                ? request
                : request.header("Content-Type", type).body(body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
