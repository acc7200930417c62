package io.atomicinventory.device.faults;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One request or answer of HTTP/1.1, byte for byte as it came. */
final class HttpMessage {
    private HttpMessage() {}

    /** @return null where the connection ended instead of beginning another one */
    static byte @Nullable [] read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        long length = 0;
        boolean isChunked = false;
        String line = line(in, bytes);
        if (bytes.size() == 0) {
            return null;
        }
        for (; !line.isEmpty(); line = line(in, bytes)) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                length = Long.parseLong(
                        header.substring("content-length:".length()).strip());
            }
            isChunked |= header.startsWith("transfer-encoding:") && header.contains("chunked");
        }
        if (isChunked) {
            chunks(in, bytes);
        } else {
            copy(in, bytes, length);
        }
        return bytes.toByteArray();
    }

    private static void chunks(InputStream in, ByteArrayOutputStream bytes) throws IOException {
        while (true) {
            String length = line(in, bytes);
            if (length.isEmpty()) {
                throw new EOFException();
            }
            long size = Long.parseLong(length, 16);
            copy(in, bytes, size);
            if (!line(in, bytes).isEmpty()) {
                throw new IOException("a chunk is longer than it says, or has trailers");
            }
            if (size == 0) {
                return;
            }
        }
    }

    private static void copy(InputStream in, ByteArrayOutputStream bytes, long length) throws IOException {
        byte[] body = in.readNBytes(Math.toIntExact(length));
        if (body.length < length) {
            throw new EOFException();
        }
        bytes.writeBytes(body);
    }

    /** Without its end; empty also where the stream has ended. */
    private static String line(InputStream in, ByteArrayOutputStream bytes) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0; next = in.read()) {
            bytes.write(next);
            if (next == '\n') {
                break;
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }
}
