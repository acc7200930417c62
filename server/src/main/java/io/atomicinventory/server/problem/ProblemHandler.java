package io.atomicinventory.server.problem;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.InvalidRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Every exception becomes a problem of the contract; what is not foreseen becomes an id that the log has. */
@RestControllerAdvice
class ProblemHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refuse(ProblemException e, HttpServletRequest request) {
        request.setAttribute(ProblemWriter.FOREIGN_STORE, e.foreignStoreId());
        HttpHeaders headers = new HttpHeaders();
        if (e.isReplay()) {
            headers.set(ProblemBody.REPLAYED_HEADER, "true");
        }
        ResponseEntity<Map<String, Object>> answer = answer(request, e.type(), e.errors(), headers);
        if (!e.shortages().isEmpty()) {
            Objects.requireNonNull(answer.getBody()).put("shortages", e.shortages());
        }
        return answer;
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refuse(InvalidRequestException e, HttpServletRequest request) {
        return answer(request, ProblemType.MALFORMED_REQUEST, e.errors(), HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refuse(
            DatabaseUnavailableException e, HttpServletRequest request, HttpServletResponse response) {
        if (response.isCommitted()) {
            throw e;
        }
        LOG.warn("The database did not answer a request to {}", request.getRequestURI(), e);
        return answer(request, ProblemType.OVERLOADED, List.of(ProblemBody.OUTCOME_UNKNOWN), HttpHeaders.EMPTY);
    }

    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refuse(HttpMessageNotReadableException e, HttpServletRequest request) {
        return answer(request, ProblemType.MALFORMED_REQUEST, List.of("The body is missing."), HttpHeaders.EMPTY);
    }

    /** Parameters in the address, or a form in the body, that Tomcat cannot read. */
    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refuse(InvalidParameterException e, HttpServletRequest request) {
        ProblemType type = ofStatus(e.getErrorCode());
        return answer(request, type, List.of(words(type, request)), HttpHeaders.EMPTY);
    }

    /** What the framework refuses carries a status; its own words may name classes, so they are not repeated. */
    @ExceptionHandler
    ResponseEntity<Map<String, Object>> refuse(Exception e, HttpServletRequest request, HttpServletResponse response)
            throws Exception {
        if (response.isCommitted()) {
            // A part of the answer has gone out: only a broken connection tells that it is not the whole.
            throw e;
        }
        if (e instanceof ErrorResponse framework) {
            ProblemType type = ofStatus(framework.getStatusCode().value());
            if (type != ProblemType.INTERNAL_ERROR) {
                return answer(request, type, List.of(words(type, request)), framework.getHeaders());
            }
        }
        if (String.valueOf(request.getContentType()).contains("*")) {
            // The framework takes a pattern for a mistake of ours.
            return answer(
                    request,
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    List.of(words(ProblemType.UNSUPPORTED_MEDIA_TYPE, request)),
                    HttpHeaders.EMPTY);
        }
        String id = UUID.randomUUID().toString();
        LOG.error("Unforeseen, id {}: {} {}", id, request.getMethod(), request.getRequestURI(), e);
        return answer(request, ProblemType.INTERNAL_ERROR, List.of("Error id " + id), HttpHeaders.EMPTY);
    }

    private static ResponseEntity<Map<String, Object>> answer(
            HttpServletRequest request, ProblemType type, List<String> errors, HttpHeaders headers) {
        request.setAttribute(ProblemWriter.PROBLEM, type);
        ResponseEntity.BodyBuilder response =
                ResponseEntity.status(type.status()).headers(headers);
        if (type.asksToWait()) {
            response.headers(set -> set.set(HttpHeaders.RETRY_AFTER, ProblemBody.RETRY_AFTER_SECONDS));
        }
        return response.contentType(MediaType.parseMediaType(ProblemBody.MEDIA_TYPE))
                .body(ProblemBody.of(type, request.getRequestURI(), errors));
    }

    static ProblemType ofStatus(int status) {
        return switch (status) {
            case 400 -> ProblemType.MALFORMED_REQUEST;
            case 401 -> ProblemType.UNAUTHENTICATED;
            case 403 -> ProblemType.FORBIDDEN;
            case 404 -> ProblemType.NOT_FOUND;
            case 405 -> ProblemType.METHOD_NOT_ALLOWED;
            case 406 -> ProblemType.NOT_ACCEPTABLE;
            case 413 -> ProblemType.PAYLOAD_TOO_LARGE;
            case 415 -> ProblemType.UNSUPPORTED_MEDIA_TYPE;
            case 429 -> ProblemType.TOO_MANY_REQUESTS;
            case 503 -> ProblemType.OVERLOADED;
            default -> status >= 400 && status < 500 ? ProblemType.MALFORMED_REQUEST : ProblemType.INTERNAL_ERROR;
        };
    }

    private static String words(ProblemType type, HttpServletRequest request) {
        return switch (type) {
            case NOT_FOUND -> "There is nothing at " + request.getRequestURI();
            case METHOD_NOT_ALLOWED -> request.getMethod() + " is not possible here";
            case UNSUPPORTED_MEDIA_TYPE -> "Send application/json in UTF-8, not compressed";
            case NOT_ACCEPTABLE -> "The answer is application/json";
            default -> type.title();
        };
    }
}
