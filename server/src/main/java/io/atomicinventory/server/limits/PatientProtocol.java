package io.atomicinventory.server.limits;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.Constants;
import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1, with an end to its patience: it has a timeout between two reads, but none for all of the headers,
 * and whoever sends one byte at a time could hold a connection for days. Tomcat makes it by its name.
 */
public final class PatientProtocol extends Http11NioProtocol {
    private static final int CHECKS_PER_TIMEOUT = 4;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private Duration headTime = Duration.ofSeconds(20);
    private @Nullable ScheduledFuture<?> checks;

    void setHeadTime(Duration headTime) {
        this.headTime = headTime;
    }

    @Override
    public void start() throws Exception {
        super.start();
        long pause = Math.min(headTime.toMillis() / CHECKS_PER_TIMEOUT, LONGEST_PAUSE.toMillis());
        checks = getUtilityExecutor().scheduleWithFixedDelay(this::closeSlowHeads, pause, pause, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() throws Exception {
        if (checks != null) {
            checks.cancel(false);
        }
        super.stop();
    }

    private void closeSlowHeads() {
        for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
            // Whoever goes on with a connection takes its processor away; it stays where one waits amid the headers.
            if (connection.getCurrentProcessor() instanceof Processor processor
                    && !processor.isAsync()
                    && !processor.isUpgrade()
                    && isSlow(processor.getRequest())) {
                connection.close();
            }
        }
    }

    private boolean isSlow(@Nullable Request request) {
        return request != null
                && request.getRequestProcessor().getStage() == Constants.STAGE_ENDED
                && request.getStartTimeNanos() >= 0
                && System.nanoTime() - request.getStartTimeNanos() > headTime.toNanos();
    }
}
