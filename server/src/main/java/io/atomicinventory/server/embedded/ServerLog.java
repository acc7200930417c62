package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The file into which PostgreSQL and its tools write. A file and not a pipe, because a pipe to us would break, and with
 * it PostgreSQL's writes to it, when this JVM is killed.
 */
record ServerLog(Path file) {

    /** Looked at when the server starts; one older file is kept. */
    private static final long ROTATED_FROM_BYTES = 10L * 1024 * 1024;

    private static final int QUOTED_BYTES = 4_000;

    static ServerLog open(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) >= ROTATED_FROM_BYTES) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        if (Files.notExists(file)) {
            Files.createFile(file, Durable.mode(Durable.PRIVATE_FILE));
        }
        return new ServerLog(file);
    }

    Redirect append() {
        return Redirect.appendTo(file.toFile());
    }

    long end() throws IOException {
        return Files.size(file);
    }

    /** What was written from here on: at most the last {@value #QUOTED_BYTES} bytes of it. */
    String since(long start) throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long end = log.length();
            log.seek(Math.max(Math.min(start, end), end - QUOTED_BYTES));
            byte[] text = new byte[(int) (end - log.getFilePointer())];
            log.readFully(text);
            return new String(text, StandardCharsets.UTF_8).strip();
        }
    }
}
