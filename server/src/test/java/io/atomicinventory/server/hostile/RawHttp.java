package io.atomicinventory.server.hostile;

import io.atomicinventory.server.testing.Http;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Sends bytes as they are, whatever HTTP says of them, and reads the answer. */
final class RawHttp {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final String host;
    private final int port;

    RawHttp(String url) {
        URI uri = URI.create(url);
        this.host = uri.getHost();
        this.port = uri.getPort();
    }

    record Answer(int status, String headers, String body) {
        String slug() {
            if (body.isEmpty() || body.charAt(0) != '{') {
                return "";
            }
            JsonNode json = Http.JSON.readTree(body);
            String type = json.path("type").asString("");
            return type.substring(type.lastIndexOf(':') + 1);
        }
    }

    /** A request under construction. */
    static final class Request {
        private final String line;
        private final List<String> headers = new ArrayList<>();
        private byte[] body = new byte[0];
        private boolean saysLength = true;

        Request(String line, String token) {
            this.line = line;
            headers.add("Host: localhost");
            headers.add("Authorization: Bearer " + token);
            headers.add("Connection: close");
        }

        Request header(String name, String value) {
            headers.add(name + ": " + value);
            return this;
        }

        Request json(String text) {
            return header("Content-Type", "application/json").body(text.getBytes(StandardCharsets.UTF_8));
        }

        Request csv(byte[] bytes) {
            return header("Content-Type", "text/csv").body(bytes);
        }

        Request csv(String text) {
            return csv(text.getBytes(StandardCharsets.UTF_8));
        }

        Request body(byte[] bytes) {
            body = bytes;
            return this;
        }

        /** Without a Content-Length: the case gives its own. */
        Request withoutLength() {
            saysLength = false;
            return this;
        }

        byte[] bytes() {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            String head = line + "\r\n" + String.join("\r\n", headers)
                    + (saysLength ? "\r\nContent-Length: " + body.length : "") + "\r\n\r\n";
            bytes.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
            bytes.writeBytes(body);
            return bytes.toByteArray();
        }
    }

    Answer send(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            try {
                out.write(bytes);
                out.flush();
            } catch (IOException e) {
                // The server may have answered and closed before it had read everything; its answer is what counts.
                assertAnswered(socket, e);
            }
            return read(socket);
        }
    }

    /** Sends the end of the body only after a while; a server with patience answers, one without closes. */
    Answer sendSlowly(byte[] bytes, int parts, long pauseMillis) throws IOException, InterruptedException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            int size = bytes.length / parts + 1;
            for (int at = 0; at < bytes.length; at += size) {
                socket.getOutputStream().write(bytes, at, Math.min(size, bytes.length - at));
                socket.getOutputStream().flush();
                Thread.sleep(pauseMillis);
            }
            return read(socket);
        }
    }

    private static void assertAnswered(Socket socket, IOException cause) throws IOException {
        if (socket.getInputStream().available() == 0) {
            throw cause;
        }
    }

    private static Answer read(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        byte[] buffer = new byte[8192];
        try {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                all.write(buffer, 0, read);
            }
        } catch (SocketException e) {
            if (all.size() == 0) {
                throw e;
            }
        }
        // One character for each byte, until the chunks are joined.
        String text = all.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, text, "");
        }
        String headers = text.substring(0, end);
        String body = text.substring(end + 4);
        boolean isChunked = headers.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
        byte[] bytes = (isChunked ? unchunked(body) : body).getBytes(StandardCharsets.ISO_8859_1);
        return new Answer(
                Integer.parseInt(headers.substring(9, 12)), headers, new String(bytes, StandardCharsets.UTF_8));
    }

    private static String unchunked(String body) {
        StringBuilder whole = new StringBuilder();
        int at = 0;
        while (true) {
            int end = body.indexOf("\r\n", at);
            int size = Integer.parseInt(body.substring(at, end).strip(), 16);
            if (size == 0) {
                return whole.toString();
            }
            whole.append(body, end + 2, end + 2 + size);
            at = end + 2 + size + 2;
        }
    }
}
