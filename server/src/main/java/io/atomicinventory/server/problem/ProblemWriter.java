package io.atomicinventory.server.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes refusals where no controller is reached. */
@Component
public class ProblemWriter {
    /** On the request: which problem was answered. */
    public static final String PROBLEM = ProblemWriter.class.getName() + ".problem";

    /** On the request: the store that somebody wanted to act in and may not. */
    public static final String FOREIGN_STORE = ProblemWriter.class.getName() + ".foreignStore";

    private final JsonMapper mapper;

    ProblemWriter(JsonMapper mapper) {
        this.mapper = mapper;
    }

    public void write(HttpServletRequest request, HttpServletResponse response, ProblemType type, List<String> errors)
            throws IOException {
        if (type.asksToWait()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, ProblemBody.RETRY_AFTER_SECONDS);
        }
        send(request, response, type, errors);
    }

    /** @param wait after which the same request may succeed; told in whole seconds, at least 1 */
    public void tooManyRequests(
            HttpServletRequest request, HttpServletResponse response, Duration wait, List<String> errors)
            throws IOException {
        long seconds = Math.max(1, wait.plusSeconds(1).minusNanos(1).toSeconds());
        response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(seconds));
        send(request, response, ProblemType.TOO_MANY_REQUESTS, errors);
    }

    private void send(HttpServletRequest request, HttpServletResponse response, ProblemType type, List<String> errors)
            throws IOException {
        request.setAttribute(PROBLEM, type);
        response.setStatus(type.status());
        response.setContentType(ProblemBody.MEDIA_TYPE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (type == ProblemType.UNAUTHENTICATED) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        mapper.writeValue(response.getOutputStream(), ProblemBody.of(type, request.getRequestURI(), errors));
    }
}
