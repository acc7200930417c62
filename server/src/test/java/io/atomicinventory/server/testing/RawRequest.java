package io.atomicinventory.server.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request under construction, with the administrator's token, whatever HTTP says of it. */
public final class RawRequest {
    private final String line;
    private final List<String> headers = new ArrayList<>();
    private byte[] body = new byte[0];
    private boolean saysLength = true;

    /** @param path from the root, as it is sent */
    public RawRequest(String method, String path) {
        this.line = method + " " + path + " HTTP/1.1";
        headers.add("Host: localhost");
        headers.add("Authorization: Bearer " + TestServer.TOKEN);
        headers.add("Connection: close");
    }

    /** With another token. */
    public RawRequest as(String token) {
        return anonymous().header("Authorization", "Bearer " + token);
    }

    public RawRequest anonymous() {
        headers.removeIf(header -> header.startsWith("Authorization:"));
        return this;
    }

    public RawRequest header(String name, String value) {
        headers.add(name + ": " + value);
        return this;
    }

    public RawRequest json(String text) {
        return header("Content-Type", "application/json").body(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawRequest csv(byte[] bytes) {
        return header("Content-Type", "text/csv").body(bytes);
    }

    public RawRequest csv(String text) {
        return csv(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawRequest body(byte[] bytes) {
        body = bytes;
        return this;
    }

    /** Without a Content-Length: the case gives its own. */
    public RawRequest withoutLength() {
        saysLength = false;
        return this;
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = line + "\r\n" + String.join("\r\n", headers)
                + (saysLength ? "\r\nContent-Length: " + body.length : "") + "\r\n\r\n";
        bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
