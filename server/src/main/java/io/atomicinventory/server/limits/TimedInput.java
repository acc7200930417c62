package io.atomicinventory.server.limits;

import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * Gives up a body that is not over in time. Between two reads Tomcat has a timeout of its own; without this, one byte
 * before each of those would hold a request for ever.
 */
public final class TimedInput extends FilterInputStream {
    private final long begin = System.nanoTime();
    private final long mostNanos;

    public TimedInput(InputStream input, Duration most) {
        super(input);
        this.mostNanos = most.toNanos();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (System.nanoTime() - begin > mostNanos) {
            throw new ProblemException(ProblemType.MALFORMED_REQUEST, "The body came too slowly");
        }
        return read;
    }
}
