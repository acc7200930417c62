package io.atomicinventory.server.imports;

import io.atomicinventory.server.problem.ProblemBody;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes spreadsheets. */
@RestController
@RequestMapping(path = "/api/v1/import", consumes = "text/csv")
class ImportController {
    private final Imports imports;

    ImportController(Imports imports) {
        this.imports = imports;
    }

    @PostMapping("/menu")
    ResponseEntity<?> menu(HttpServletRequest request, Principal principal) throws IOException {
        return run(Imports.Kind.MENU, request, principal);
    }

    @PostMapping("/stock")
    ResponseEntity<?> stock(HttpServletRequest request, Principal principal) throws IOException {
        return run(Imports.Kind.STOCK, request, principal);
    }

    @PostMapping("/mappings")
    ResponseEntity<?> mappings(HttpServletRequest request, Principal principal) throws IOException {
        return run(Imports.Kind.MAPPINGS, request, principal);
    }

    private ResponseEntity<?> run(Imports.Kind kind, HttpServletRequest request, Principal principal)
            throws IOException {
        requirePlainUtf8(request);
        ImportReport report = imports.run(kind, new BoundedInput(request.getInputStream()), Caller.of(principal));
        if (report.errors().isEmpty()) {
            return ResponseEntity.ok(report);
        }
        return ResponseEntity.status(ProblemType.MALFORMED_REQUEST.status())
                .contentType(MediaType.parseMediaType(ProblemBody.MEDIA_TYPE))
                .body(refused(report, request.getRequestURI()));
    }

    /** A problem that carries the whole report; its errors have their lines, as the contract says for imports. */
    private static Map<String, Object> refused(ImportReport report, String instance) {
        Map<String, Object> body = ProblemBody.of(
                ProblemType.MALFORMED_REQUEST,
                instance,
                List.of("Nothing was saved: " + report.errors().size() + " errors"));
        body.put("rows", report.rows());
        body.put("created", report.created());
        body.put("updated", report.updated());
        body.put("unchanged", report.unchanged());
        body.put("skipped", report.skipped());
        body.put("warnings", report.warnings());
        body.put("errors", report.errors());
        return body;
    }

    private static void requirePlainUtf8(HttpServletRequest request) {
        MediaType type = MediaType.parseMediaType(String.valueOf(request.getContentType()));
        Charset charset = type.getCharset();
        if ((charset != null && !charset.equals(StandardCharsets.UTF_8))
                || request.getHeader(HttpHeaders.CONTENT_ENCODING) != null) {
            throw new ProblemException(ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send text/csv in UTF-8, not compressed");
        }
    }
}
