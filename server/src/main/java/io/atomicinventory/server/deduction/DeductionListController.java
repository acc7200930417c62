package io.atomicinventory.server.deduction;

import io.atomicinventory.engine.Page;
import io.atomicinventory.engine.deduction.AtomicInventoryService;
import io.atomicinventory.engine.deduction.RecordedDeduction;
import io.atomicinventory.server.catalog.KnownStores;
import io.atomicinventory.server.request.Paths;
import io.atomicinventory.server.request.TimeRange;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Shows what was deducted, and what was given back. */
@RestController
@RequestMapping(path = "/api/v1/stores/{storeId}/deductions", produces = MediaType.APPLICATION_JSON_VALUE)
class DeductionListController {
    private final AtomicInventoryService deductions;
    private final KnownStores stores;
    private final Clock clock;

    DeductionListController(AtomicInventoryService deductions, KnownStores stores, Clock clock) {
        this.deductions = deductions;
        this.stores = stores;
        this.clock = clock;
    }

    /** By time of recording, oldest first; the last 24 hours unless asked for others. */
    @Allowed(Permission.REVIEW)
    @GetMapping
    Page<DeductionView> list(
            @PathVariable String storeId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String after,
            @RequestParam(required = false) @Nullable String limit) {
        stores.require(storeId);
        TimeRange range = TimeRange.of(from, to, clock);
        Page<RecordedDeduction> page =
                deductions.deductions(storeId, range.from(), range.to(), Paths.after(after), Paths.limit(limit));
        return new Page<>(page.items().stream().map(DeductionView::of).toList(), page.next());
    }

    @Allowed(Permission.SEE)
    @GetMapping("/{transactionId}")
    DeductionView find(@PathVariable String storeId, @PathVariable String transactionId) {
        Paths.requireIds("storeId", storeId, "transactionId", transactionId);
        return deductions
                .findDeduction(storeId, transactionId)
                .map(DeductionView::of)
                .orElseThrow(
                        () -> Paths.notFound("No deduction of transaction " + transactionId + " in store " + storeId));
    }
}
