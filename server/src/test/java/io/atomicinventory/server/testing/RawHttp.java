package io.atomicinventory.server.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;

/** Sends bytes as they are, for requests that no decent client would make. */
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 20_000;

    private RawHttp() {}

    /** An answer with its head as it came, and its body without the marks of chunks. */
    public record Answer(int status, String head, String body) {
        public JsonNode json() {
            return Http.JSON.readTree(body);
        }
    }

    /** @param request whole or in part; the server answers it and closes the connection */
    public static Answer send(String url, String request) {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return parse(readUntilAnswered(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until the JSON object ends: a server that still waits for the rest of a body keeps the connection open. */
    private static String readUntilAnswered(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] buffer = new byte[8192];
        while (!text.toString().strip().endsWith("}") && !text.toString().endsWith("\r\n0\r\n\r\n")) {
            int read = socket.getInputStream().read(buffer);
            if (read < 0) {
                break;
            }
            text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    private static Answer parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IllegalStateException("no answer: " + text);
        }
        String body = text.substring(end);
        int from = body.indexOf('{');
        String json = from < 0 ? body.strip() : body.substring(from, body.lastIndexOf('}') + 1);
        return new Answer(Integer.parseInt(text.substring(9, 12)), text.substring(0, end), json);
    }
}
