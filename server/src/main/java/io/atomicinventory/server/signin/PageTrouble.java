package io.atomicinventory.server.signin;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.server.problem.ProblemBody;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.ModelAndView;

/** What the controllers of pages throw becomes a page; what is not foreseen becomes an id that the log has. */
@ControllerAdvice(annotations = PageController.class)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageTrouble {
    private static final Logger LOG = LoggerFactory.getLogger(PageTrouble.class);

    private final PageAudit audit;

    PageTrouble(PageAudit audit) {
        this.audit = audit;
    }

    @ExceptionHandler
    ModelAndView refuse(ProblemException e, HttpServletRequest request, HttpServletResponse response) {
        ProblemType type = e.type();
        if (type == ProblemType.FORBIDDEN) {
            audit.refused(request, type.status(), type.slug());
        }
        if (type.asksToWait()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, ProblemBody.RETRY_AFTER_SECONDS);
        }
        return page(response, type, String.join(" ", e.errors()));
    }

    @ExceptionHandler
    ModelAndView refuse(DatabaseUnavailableException e, HttpServletRequest request, HttpServletResponse response) {
        LOG.warn("The database did not answer a request to {}", request.getRequestURI(), e);
        response.setHeader(HttpHeaders.RETRY_AFTER, ProblemBody.RETRY_AFTER_SECONDS);
        return page(response, ProblemType.OVERLOADED, "Try again in a moment.");
    }

    @ExceptionHandler
    ModelAndView refuse(Exception e, HttpServletRequest request, HttpServletResponse response) {
        String id = UUID.randomUUID().toString();
        LOG.error("Unforeseen, id {}: {}", id, request.getRequestURI(), e);
        return page(response, ProblemType.INTERNAL_ERROR, "Error id " + id);
    }

    private static ModelAndView page(HttpServletResponse response, ProblemType type, String text) {
        response.setStatus(type.status());
        return new ModelAndView("trouble", Map.of("heading", type.title(), "text", text));
    }
}
