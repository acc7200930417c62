package io.atomicinventory.server.imports;

import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.springframework.util.unit.DataSize;

/** Refuses a file that is too large where it passes the limit, whatever its sender said of its length. */
final class BoundedInput extends FilterInputStream {
    private final DataSize most;
    private long bytes;

    /** @param most whole MiB */
    BoundedInput(InputStream input, DataSize most) {
        super(input);
        this.most = most;
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
        if (bytes > most.toBytes()) {
            throw new ProblemException(
                    ProblemType.PAYLOAD_TOO_LARGE, "A file may have " + most.toMegabytes() + " MiB: send it in parts");
        }
    }
}
