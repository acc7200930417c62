package io.atomicinventory.server.limits;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that was answered before its body was read, such as a stranger's. Tomcat would read the rest for as long as
 * its sender likes. Here the answer goes out, what is under way is taken in for a moment, so that the answer is not
 * lost with the connection, and the connection is closed.
 */
class UnreadBody extends ValveBase {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadBody.class);
    private static final Duration MOMENT = Duration.ofSeconds(2);

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        // Who asked whether to send it at all has his answer, and sends nothing more.
        if (!request.isAsync() && !request.getCoyoteRequest().hasExpectation() && !isRead(request)) {
            response.finishResponse();
            takeIn(request);
            if (!isRead(request)) {
                request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
            }
        }
    }

    private static boolean isRead(Request request) {
        AtomicBoolean isRead = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, isRead);
        return isRead.get();
    }

    /** At most one pause between two reads longer than the moment. */
    private static void takeIn(Request request) {
        long begin = System.nanoTime();
        // Below the request's own stream, which is closed by now.
        Discard discard = new Discard();
        try {
            while (System.nanoTime() - begin < MOMENT.toNanos()) {
                if (request.getCoyoteRequest().doRead(discard) < 0) {
                    return;
                }
            }
        } catch (IOException e) {
            LOG.debug("The rest of a body did not come", e);
        }
    }

    private static final class Discard implements ApplicationBufferHandler {
        private ByteBuffer buffer = ByteBuffer.allocate(0);

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            this.buffer = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return buffer;
        }

        @Override
        public void expand(int size) {}
    }
}
