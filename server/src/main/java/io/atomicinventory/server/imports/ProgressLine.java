package io.atomicinventory.server.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A line on the terminal that fills up while a file is sent. The server takes a file in as fast as it works
 * through it, so that what is sent is about what is done. Used by one thread at a time.
 */
final class ProgressLine {
    private static final int WIDTH = 40;

    private final String name;
    private final long size;
    private final PrintStream out;
    private long sent;
    private int shownPercent = -1;

    ProgressLine(String name, long size, PrintStream out) {
        this.name = name;
        this.size = size;
        this.out = out;
    }

    InputStream follow(Path file) {
        try {
            return new FilterInputStream(Files.newInputStream(file)) {
                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                    int read = super.read(buffer, offset, length);
                    add(Math.max(0, read));
                    return read;
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(int bytes) {
        sent += bytes;
        int percent = size == 0 ? 100 : (int) (100 * sent / size);
        if (percent != shownPercent) {
            shownPercent = percent;
            int full = WIDTH * percent / 100;
            out.printf("\r%s [%s%s] %3d %%", name, "#".repeat(full), ".".repeat(WIDTH - full), percent);
            out.flush();
        }
    }

    void end() {
        out.println();
    }
}
