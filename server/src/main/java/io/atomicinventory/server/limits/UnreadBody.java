package io.atomicinventory.server.limits;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * A request that was answered before its body was read, such as a stranger's. Tomcat would read the rest for as long as
 * its sender likes. Here the answer goes out, what is under way is taken in for a moment, so that the answer is not
 * lost with the connection, and the connection is closed.
 */
class UnreadBody extends ValveBase {
    private static final Duration MOMENT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(10);

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (!request.isAsync() && !isRead(request)) {
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

    private static void takeIn(Request request) throws IOException {
        InputStream body = request.getInputStream();
        byte[] buffer = new byte[8192];
        long begin = System.nanoTime();
        while (!isRead(request) && System.nanoTime() - begin < MOMENT.toNanos()) {
            if (body.available() > 0) {
                if (body.read(buffer) < 0) {
                    return;
                }
            } else {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }
}
