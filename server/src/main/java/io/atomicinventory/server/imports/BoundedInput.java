package io.atomicinventory.server.imports;

import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Refuses a file of more than 64 MiB where it passes them, whatever its sender said of its length. */
final class BoundedInput extends FilterInputStream {
    static final long MAX_BYTES = 64L * 1024 * 1024;

    private long bytes;

    BoundedInput(InputStream input) {
        super(input);
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        try {
            int read = super.read(buffer, offset, length);
            count(Math.max(0, read));
            return read;
        } catch (IOException e) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "The file broke off while it was sent");
        }
    }

    private void count(int more) {
        bytes += more;
        if (bytes > MAX_BYTES) {
            throw new ProblemException(
                    ProblemType.PAYLOAD_TOO_LARGE,
                    "A file may have " + MAX_BYTES / 1024 / 1024 + " MiB: send it in parts");
        }
    }
}
