package io.atomicinventory.server.problem;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
