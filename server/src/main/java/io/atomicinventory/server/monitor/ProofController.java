package io.atomicinventory.server.monitor;

import io.atomicinventory.engine.catalog.CatalogService;
import io.atomicinventory.engine.monitor.Violation;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Has the books of a store proved, and tells how far that is. */
@RestController
@Allowed(Permission.REVIEW)
@RequestMapping(path = "/api/v1/stores/{storeId}/health/proof", produces = MediaType.APPLICATION_JSON_VALUE)
class ProofController {
    private final Proofs proofs;
    private final CatalogService catalog;

    ProofController(Proofs proofs, CatalogService catalog) {
        this.proofs = proofs;
        this.catalog = catalog;
    }

    record ViolationView(String invariant, String check, String subject, String text) {
        static ViolationView of(Violation violation) {
            return new ViolationView(violation.invariant(), violation.check(), violation.subject(), violation.text());
        }
    }

    record ProofView(
            String state,
            int done,
            int total,
            String step,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            List<ViolationView> violations) {

        static ProofView of(Proof proof) {
            return new ProofView(
                    proof.state().name().toLowerCase(Locale.ROOT),
                    proof.done(),
                    proof.total(),
                    proof.step(),
                    proof.startedAt(),
                    proof.finishedAt(),
                    proof.violations().stream().map(ViolationView::of).toList());
        }
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    ProofView start(@PathVariable String storeId) {
        requireStore(storeId);
        return ProofView.of(proofs.start(storeId));
    }

    @GetMapping
    ProofView of(@PathVariable String storeId) {
        requireStore(storeId);
        return ProofView.of(proofs.of(storeId));
    }

    private void requireStore(String storeId) {
        Paths.requireIds("storeId", storeId);
        if (catalog.store(storeId).isEmpty()) {
            throw Paths.notFound("Unknown store: " + storeId);
        }
    }
}
