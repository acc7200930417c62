package io.atomicinventory.server.signin;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.InvalidRequestException;
import io.atomicinventory.server.problem.ProblemBody;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.ServletRequestBindingException;
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
            audit.refused(request, type.status(), type.slug(), e.foreignStoreId());
        }
        if (type.asksToWait()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, ProblemBody.RETRY_AFTER_SECONDS);
        }
        return page(request, response, type, e.errors());
    }

    @ExceptionHandler
    ModelAndView refuse(DatabaseUnavailableException e, HttpServletRequest request, HttpServletResponse response) {
        LOG.warn("The database did not answer a request to {}", request.getRequestURI(), e);
        response.setHeader(HttpHeaders.RETRY_AFTER, ProblemBody.RETRY_AFTER_SECONDS);
        return page(request, response, ProblemType.OVERLOADED, List.of("Try again in a moment."));
    }

    @ExceptionHandler
    ModelAndView refuse(InvalidRequestException e, HttpServletRequest request, HttpServletResponse response) {
        return page(request, response, ProblemType.MALFORMED_REQUEST, e.errors());
    }

    @ExceptionHandler
    ModelAndView refuse(ServletRequestBindingException e, HttpServletRequest request, HttpServletResponse response) {
        return page(request, response, ProblemType.MALFORMED_REQUEST, List.of("The form misses something."));
    }

    @ExceptionHandler
    ModelAndView refuse(TypeMismatchException e, HttpServletRequest request, HttpServletResponse response) {
        return page(
                request,
                response,
                ProblemType.MALFORMED_REQUEST,
                List.of(Objects.requireNonNullElse(e.getPropertyName(), "A field") + ": is not what is asked for."));
    }

    @ExceptionHandler
    ModelAndView refuse(
            HttpRequestMethodNotSupportedException e, HttpServletRequest request, HttpServletResponse response) {
        return page(request, response, ProblemType.METHOD_NOT_ALLOWED, List.of("Go back and try again."));
    }

    @ExceptionHandler
    ModelAndView refuse(Exception e, HttpServletRequest request, HttpServletResponse response) {
        String id = UUID.randomUUID().toString();
        LOG.error("Unforeseen, id {}: {}", id, request.getRequestURI(), e);
        return page(request, response, ProblemType.INTERNAL_ERROR, List.of("Error id " + id));
    }

    private static ModelAndView page(
            HttpServletRequest request, HttpServletResponse response, ProblemType type, List<String> errors) {
        response.setStatus(type.status());
        if (Pages.isPart(request)) {
            Pages.PART_HEADERS.forEach(response::setHeader);
            List<String> told = new ArrayList<>(List.of(type.title() + "."));
            told.addAll(errors);
            return new ModelAndView(Pages.PART, Map.of("errors", told));
        }
        return new ModelAndView("trouble", Map.of("heading", type.title(), "text", String.join(" ", errors)));
    }
}
