package io.atomicinventory.server.stock;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.atomicinventory.engine.stock.TrailEntry;
import java.util.List;

/**
 * A movement in the trail, on the wire.
 *
 * @param uses left out where nothing was sold
 */
record TrailView(
        @JsonUnwrapped MovementView movement,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TrailEntry.Use> uses) {

    static TrailView of(TrailEntry entry) {
        return new TrailView(MovementView.of(entry.movement()), entry.uses());
    }
}
