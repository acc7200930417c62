package io.atomicinventory.server.imports;

import io.atomicinventory.engine.Actor;
import io.atomicinventory.server.limits.LimitSettings;
import io.atomicinventory.server.limits.TimedInput;
import io.atomicinventory.server.problem.ProblemBody;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Caller;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Takes spreadsheets. */
@RestController
@Allowed(Permission.SET_UP)
@RequestMapping(path = "/api/v1/import", consumes = "text/csv", produces = MediaType.APPLICATION_JSON_VALUE)
class ImportController {
    /** Each may take a connection for minutes and some hundred megabytes. */
    private static final int AT_ONCE = 2;

    private static final int LONGEST_WAIT_SECONDS = 60;

    private final Imports imports;
    private final LimitSettings limits;
    private final Semaphore places = new Semaphore(AT_ONCE, true);

    ImportController(Imports imports, LimitSettings limits) {
        this.imports = imports;
        this.limits = limits;
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
        ImportReport report = run(kind, request.getInputStream(), Caller.of(principal));
        if (report.errors().isEmpty()) {
            return ResponseEntity.ok(report);
        }
        return ResponseEntity.status(ProblemType.MALFORMED_REQUEST.status())
                .contentType(MediaType.parseMediaType(ProblemBody.MEDIA_TYPE))
                .body(refused(report, request.getRequestURI()));
    }

    /**
     * Takes the file in before anything is saved: a slow or broken upload must not hold a transaction open.
     */
    private ImportReport run(Imports.Kind kind, InputStream upload, Actor actor) throws IOException {
        Path file = Files.createTempFile("import-", ".csv");
        try {
            try (InputStream bounded = new BoundedInput(new TimedInput(upload, limits.csvTime()), limits.csv())) {
                Files.copy(bounded, file, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!places.tryAcquire(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new ProblemException(
                        ProblemType.OVERLOADED, "Other imports are under way. Send the same file again later.");
            }
            try (InputStream input = Files.newInputStream(file)) {
                return imports.run(kind, input, actor);
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.OVERLOADED, "The service is stopping. Send the same file again.");
        } finally {
            Files.delete(file);
        }
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
