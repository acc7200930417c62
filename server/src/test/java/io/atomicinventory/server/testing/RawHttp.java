package io.atomicinventory.server.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Sends bytes as they are, for requests that no decent client would make, and reads the answer. */
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final int port;

    public RawHttp(String url) {
        this.port = URI.create(url).getPort();
    }

    /** An answer with its head as it came, and its body without the marks of chunks; status 0 if it is no HTTP. */
    public record Answer(int status, String head, String body) {
        public JsonNode json() {
            return Http.JSON.readTree(body);
        }

        /** The slug of a problem. */
        public String slug() {
            if (body.isEmpty() || body.charAt(0) != '{') {
                return "";
            }
            String type = json().path("type").asString("");
            return type.substring(type.lastIndexOf(':') + 1);
        }
    }

    /** @param request whole or in part */
    public Answer send(String request) {
        return send(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    public Answer send(byte[] request) {
        try (Socket socket = connect()) {
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (IOException e) {
                // The server may have answered and closed before it had read everything; its answer is what counts.
                if (socket.getInputStream().available() == 0) {
                    throw e;
                }
            }
            return answer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends the end of the body only after a while; a server with patience answers, one without closes. */
    public Answer sendSlowly(byte[] request, int parts, long pauseMillis) throws InterruptedException {
        try (Socket socket = connect()) {
            int size = request.length / parts + 1;
            for (int at = 0; at < request.length; at += size) {
                socket.getOutputStream().write(request, at, Math.min(size, request.length - at));
                socket.getOutputStream().flush();
                Thread.sleep(pauseMillis);
            }
            return answer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** Until it is whole: a server that still waits for the rest of a body keeps the connection open. */
    private static Answer answer(Socket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        try {
            int read = 0;
            while (read >= 0 && !isWhole(all.toString(StandardCharsets.ISO_8859_1))) {
                read = socket.getInputStream().read(buffer);
                all.write(buffer, 0, Math.max(read, 0));
            }
        } catch (SocketException e) {
            if (all.size() == 0) {
                throw e;
            }
        }
        return parse(all.toString(StandardCharsets.ISO_8859_1));
    }

    /** @param text one character for each byte, as below */
    private static boolean isWhole(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return false;
        }
        String head = text.substring(0, end);
        if (isChunked(head)) {
            return text.endsWith("\r\n0\r\n\r\n");
        }
        Matcher length = LENGTH.matcher(head);
        return length.find() && text.length() - end - 4 >= Integer.parseInt(length.group(1));
    }

    private static Answer parse(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, text, "");
        }
        String head = text.substring(0, end);
        String body = text.substring(end + 4);
        byte[] bytes = (isChunked(head) ? unchunked(body) : body).getBytes(StandardCharsets.ISO_8859_1);
        return new Answer(Integer.parseInt(head.substring(9, 12)), head, new String(bytes, StandardCharsets.UTF_8));
    }

    private static boolean isChunked(String head) {
        return head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
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
