package io.atomicinventory.server.dashboard.live;

import io.atomicinventory.server.dashboard.StorePage;
import io.atomicinventory.server.security.Access;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.security.Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Tells an open page what has changed, by server-sent events, for as long as it is open. */
@StorePage
class LiveController {
    private static final Logger LOG = LoggerFactory.getLogger(LiveController.class);

    private final LiveStreams streams;

    LiveController(LiveStreams streams) {
        this.streams = streams;
    }

    /** Stays in here: a waiting request is a virtual thread, and costs no other. */
    @GetMapping(path = StorePage.PATH + "/live", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Allowed(Permission.SEE)
    void live(@PathVariable String storeId, Principal principal, HttpSession session, HttpServletResponse response) {
        LiveStream stream = streams.open(storeId, Access.of(principal), session);
        try {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setCharacterEncoding("UTF-8");
            // A proxy that gathers would show everything late.
            response.setHeader("X-Accel-Buffering", "no");
            stream.run(response.getOutputStream());
        } catch (IOException e) {
            LOG.debug("Nobody looks at the page of {} any more", storeId, e);
        } finally {
            streams.closed(stream);
        }
    }
}
