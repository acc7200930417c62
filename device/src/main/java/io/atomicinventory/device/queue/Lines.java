package io.atomicinventory.device.queue;

import io.atomicinventory.device.client.SaleLine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** The lines of a sale as they are in the file, which is also how they are sent. */
final class Lines {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Lines() {}

    static String json(List<SaleLine> lines) {
        ArrayNode array = JSON.createArrayNode();
        for (SaleLine line : lines) {
            // In words, since a number would lose its last decimals in SQLite's hands.
            array.addObject()
                    .put("productId", line.productId())
                    .put("quantity", line.quantity().toPlainString());
        }
        return array.toString();
    }

    static List<SaleLine> of(String json) {
        List<SaleLine> lines = new ArrayList<>();
        for (JsonNode line : JSON.readTree(json)) {
            lines.add(new SaleLine(
                    line.path("productId").asString(),
                    new BigDecimal(line.path("quantity").asString())));
        }
        return lines;
    }
}
