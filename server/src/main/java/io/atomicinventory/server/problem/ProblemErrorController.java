package io.atomicinventory.server.problem;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Errors that happened before or behind the controllers. */
@RestController
class ProblemErrorController implements ErrorController {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemErrorController.class);

    @RequestMapping("/error")
    ResponseEntity<Map<String, Object>> error(HttpServletRequest request) {
        Object status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        ProblemType type = ProblemHandler.ofStatus(status instanceof Integer code ? code : 404);
        // Asked for by its own address, it is not the end of any other request.
        Object asked = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String instance = asked == null ? request.getRequestURI() : asked.toString();
        List<String> errors = List.of(type.title());
        if (type == ProblemType.INTERNAL_ERROR) {
            String id = UUID.randomUUID().toString();
            LOG.error("Unforeseen, id {}: {}", id, instance, (Throwable)
                    request.getAttribute(RequestDispatcher.ERROR_EXCEPTION));
            errors = List.of("Error id " + id);
        }
        return ResponseEntity.status(type.status())
                .contentType(MediaType.parseMediaType(ProblemBody.MEDIA_TYPE))
                .body(ProblemBody.of(type, instance, errors));
    }
}
