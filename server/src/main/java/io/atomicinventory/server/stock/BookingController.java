package io.atomicinventory.server.stock;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.atomicinventory.engine.stock.MovementOutcome;
import io.atomicinventory.server.request.Body;
import io.atomicinventory.server.request.Keyed;
import io.atomicinventory.server.security.Allowed;
import io.atomicinventory.server.security.Permission;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a person says of one stock item: what came in, what is there, what is gone, and what was said wrongly. */
@RestController
@Allowed(Permission.BOOK)
@RequestMapping(path = "/api/v1/stores/{storeId}/stock/{stockId}", produces = MediaType.APPLICATION_JSON_VALUE)
class BookingController {
    private final BookingDesk desk;

    BookingController(BookingDesk desk) {
        this.desk = desk;
    }

    /** The movement that was made. */
    record Booked(@JsonUnwrapped MovementView movement, List<String> warnings) {}

    @PostMapping("/receipts")
    ResponseEntity<Booked> receive(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        return answer(desk.receive(new BookingDesk.Slip(storeId, stockId, keyHeader, body, principal)));
    }

    @PostMapping("/adjustments")
    ResponseEntity<Booked> adjust(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        return answer(desk.adjust(new BookingDesk.Slip(storeId, stockId, keyHeader, body, principal)));
    }

    @PostMapping("/waste")
    ResponseEntity<Booked> waste(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        return answer(desk.waste(new BookingDesk.Slip(storeId, stockId, keyHeader, body, principal)));
    }

    @PostMapping("/counts")
    ResponseEntity<Booked> count(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        return answer(desk.count(new BookingDesk.Slip(storeId, stockId, keyHeader, body, principal)));
    }

    @PostMapping("/movements/{version}/reversal")
    ResponseEntity<Booked> reverse(
            @PathVariable String storeId,
            @PathVariable String stockId,
            @PathVariable String version,
            @RequestHeader(name = Keyed.HEADER, required = false) @Nullable String keyHeader,
            @RequestBody Body body,
            Principal principal) {
        return answer(desk.reverse(new BookingDesk.Slip(storeId, stockId, keyHeader, body, principal), version));
    }

    private static ResponseEntity<Booked> answer(MovementOutcome.Recorded recorded) {
        return Keyed.answer(201, recorded.replayed())
                .body(new Booked(MovementView.of(recorded.movement()), recorded.warnings()));
    }
}
