package io.atomicinventory.server.imports;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.atomicinventory.server.catalog.KnownStores;
import io.atomicinventory.server.request.TimeRange;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Gives spreadsheets of a store's books. */
@RestController
@Allowed(Permission.EXPORT)
@RequestMapping(path = "/api/v1/stores/{storeId}/export", produces = "text/csv")
class ExportController {
    private final Exports exports;
    private final KnownStores stores;
    private final Clock clock;

    ExportController(Exports exports, KnownStores stores, Clock clock) {
        this.exports = exports;
        this.stores = stores;
        this.clock = clock;
    }

    @GetMapping("/stock")
    void stock(@PathVariable String storeId, HttpServletResponse response) throws IOException {
        write("stock", storeId, response, csv -> exports.stock(storeId, csv));
    }

    @GetMapping("/mappings")
    void mappings(@PathVariable String storeId, HttpServletResponse response) throws IOException {
        write("mappings", storeId, response, csv -> exports.mappings(storeId, csv));
    }

    @GetMapping("/movements")
    void movements(@PathVariable String storeId, HttpServletResponse response) throws IOException {
        write("movements", storeId, response, csv -> exports.movements(storeId, csv));
    }

    /** The last 24 hours unless asked for others. */
    @GetMapping("/deductions")
    void deductions(
            @PathVariable String storeId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            HttpServletResponse response)
            throws IOException {
        TimeRange range = TimeRange.of(from, to, clock);
        write("deductions", storeId, response, csv -> exports.deductions(storeId, range.from(), range.to(), csv));
    }

    private void write(String what, String storeId, HttpServletResponse response, Consumer<CsvWriter> content)
            throws IOException {
        stores.require(storeId);
        response.setContentType("text/csv;charset=UTF-8");
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + storeId + "-" + what + ".csv\"");
        CsvWriter csv = CsvWriter.builder().build(response.getOutputStream(), StandardCharsets.UTF_8);
        content.accept(csv);
        // Not closed where it fails: that would end the answer as if it were whole.
        csv.flush();
    }
}
