package io.atomicinventory.server.signin;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.server.problem.ProblemBody;
import io.atomicinventory.server.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.session.TooManyActiveSessionsException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/** What is answered where the filters refuse. */
@Component
class PageRefusals {
    private static final Logger LOG = LoggerFactory.getLogger(PageRefusals.class);
    static final String WRONG = "The name or the password is wrong.";
    private static final String OUT_OF_DATE =
            "The page was open for too long, or your browser refuses cookies. Try again.";

    private final Pages pages;
    private final PageAudit audit;

    PageRefusals(Pages pages, PageAudit audit) {
        this.pages = pages;
        this.audit = audit;
    }

    /** Leads to the form, and says so where a session is over. A script is told to lead there. */
    void notSignedIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean isOver = request.getRequestedSessionId() != null && !request.isRequestedSessionIdValid();
        String form = Pages.SIGN_IN + (isOver ? "?ended" : "");
        if (Pages.isPart(request)) {
            response.setStatus(ProblemType.UNAUTHENTICATED.status());
            response.setHeader("HX-Redirect", form);
        } else if (MediaType.TEXT_EVENT_STREAM_VALUE.equals(request.getHeader(HttpHeaders.ACCEPT))) {
            response.setStatus(ProblemType.UNAUTHENTICATED.status());
        } else {
            response.sendRedirect(form);
        }
    }

    /** The form was not ours, or not of this session. */
    void forged(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ProblemType type = ProblemType.FORBIDDEN;
        audit.refused(request, type.status(), type.slug());
        if (request.getRequestURI().equals(Pages.SIGN_IN)) {
            pages.form(request, response, type.status(), OUT_OF_DATE);
        } else if (Pages.isPart(request)) {
            pages.part(response, type.status(), OUT_OF_DATE);
        } else {
            pages.trouble(response, type.status(), "Nothing was changed", OUT_OF_DATE);
        }
    }

    void failed(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        if (e instanceof AuthenticationServiceException) {
            LOG.warn("A sign-in could not be decided", e);
            response.setHeader(HttpHeaders.RETRY_AFTER, ProblemBody.RETRY_AFTER_SECONDS);
            pages.form(request, response, ProblemType.OVERLOADED.status(), "The service is busy. Try again.");
            return;
        }
        ProblemType type = ProblemType.UNAUTHENTICATED;
        String error = WRONG;
        if (e instanceof TooManyAttempts many) {
            type = ProblemType.TOO_MANY_REQUESTS;
            error = many.inWords();
            response.setHeader(HttpHeaders.RETRY_AFTER, Long.toString(many.seconds()));
        }
        audit.refused(request, PasswordProvider.account(request.getParameter("personId")), type.status(), type.slug());
        pages.form(request, response, type.status(), error);
    }

    /** Around all filters. @return whether it was answered: what nobody foresaw is not */
    boolean trouble(HttpServletRequest request, HttpServletResponse response, Exception e) throws IOException {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidParameterException) {
                pages.trouble(
                        response,
                        ProblemType.MALFORMED_REQUEST.status(),
                        "Not understood",
                        "The form is malformed or too long.");
                return true;
            }
            if (cause instanceof DatabaseUnavailableException || cause instanceof TooManyActiveSessionsException) {
                // Too many sessions may be a flood, which must not flood the log as well.
                LOG.warn("A request to {} was not answered: {}", request.getRequestURI(), cause.getMessage());
                response.setHeader(HttpHeaders.RETRY_AFTER, ProblemBody.RETRY_AFTER_SECONDS);
                String text = "The service cannot answer now. Try again in a moment.";
                if (Pages.isPart(request)) {
                    pages.part(response, ProblemType.OVERLOADED.status(), text);
                } else {
                    pages.trouble(response, ProblemType.OVERLOADED.status(), "Not now", text);
                }
                return true;
            }
        }
        return false;
    }
}
