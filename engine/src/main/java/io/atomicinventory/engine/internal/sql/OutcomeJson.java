package io.atomicinventory.engine.internal.sql;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.atomicinventory.engine.deduction.DeductedItem;
import io.atomicinventory.engine.deduction.RestoredItem;
import io.atomicinventory.engine.deduction.SaleItem;
import io.atomicinventory.engine.internal.decide.Command.Operation;
import io.atomicinventory.engine.internal.decide.GivenBack;
import io.atomicinventory.engine.internal.decide.OutcomeData;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
import io.atomicinventory.engine.internal.plan.Plan;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An outcome's record as JSON. Amounts stay decimal numbers in both directions.
 *
 * <p>That of a sale, of which there are most, is written without the names of its fields: {@code [dishes, deducted]}
 * and, where there are any, {@code warnings},
 * a dish {@code [productId, name, quantity, recipeVersion, lines]}, a line {@code [ingredient, unit, recipeQuantity,
 * stockId, factor]}, what was deducted {@code [stockId, ingredients, unit, quantity, previousStock, newStock]}. So it is
 * a third as long, and PostgreSQL need not compress it. Records with names, as they were written once, are read too.
 * That of a void is written likewise.
 */
final class OutcomeJson {
    private static final JsonMapper NAMED = builder().build();
    private static final JsonMapper POSITIONAL = positional(
            builder(),
            OutcomeData.SaleData.class,
            Plan.PlannedDish.class,
            Plan.PlannedLine.class,
            DeductedItem.class,
            OutcomeData.CompensationData.class,
            RestoredItem.class);

    private OutcomeJson() {}

    private static JsonMapper.Builder builder() {
        return JsonMapper.builder()
                .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    private static JsonMapper positional(JsonMapper.Builder builder, Class<?>... records) {
        for (Class<?> record : records) {
            builder.withConfigOverride(
                    record, config -> config.setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.ARRAY)));
        }
        return builder.build();
    }

    static String write(OutcomeData data) {
        return switch (data) {
            case OutcomeData.SaleData sale -> write(sale);
            case OutcomeData.CompensationData compensation -> POSITIONAL.writeValueAsString(compensation);
            case OutcomeData.RefusalData refusal -> NAMED.writeValueAsString(refusal);
            case OutcomeData.MovementData movement -> NAMED.writeValueAsString(movement);
            case OutcomeData.QueuedData queued -> NAMED.writeValueAsString(queued);
            case OutcomeData.RejectionData rejection -> NAMED.writeValueAsString(rejection);
            case OutcomeData.TransferData transfer -> NAMED.writeValueAsString(transfer);
        };
    }

    /** By hand, since it is done for every sale: a mapper takes three times as long. */
    private static String write(OutcomeData.SaleData sale) {
        StringWriter text = new StringWriter(1024);
        try (JsonGenerator json = POSITIONAL.createGenerator(text)) {
            json.writeStartArray();
            json.writeStartArray();
            for (Plan.PlannedDish dish : sale.dishes()) {
                json.writeStartArray();
                json.writeString(dish.productId());
                json.writeString(dish.name());
                json.writeNumber(dish.quantity());
                json.writeNumber(dish.recipeVersion());
                json.writeStartArray();
                for (Plan.PlannedLine line : dish.lines()) {
                    json.writeStartArray();
                    json.writeString(line.ingredient());
                    json.writeString(line.unit());
                    json.writeNumber(line.recipeQuantity());
                    json.writeString(line.stockId());
                    json.writeNumber(line.factor());
                    json.writeEndArray();
                }
                json.writeEndArray();
                json.writeEndArray();
            }
            json.writeEndArray();
            json.writeStartArray();
            for (DeductedItem item : sale.deducted()) {
                json.writeStartArray();
                json.writeString(item.inventoryStockId());
                json.writeString(item.ingredientName());
                json.writeString(item.unit());
                json.writeNumber(item.quantityDeducted());
                json.writeNumber(item.previousStock());
                json.writeNumber(item.newStock());
                json.writeEndArray();
            }
            json.writeEndArray();
            List<String> warnings = Objects.requireNonNull(sale.warnings());
            if (!warnings.isEmpty()) {
                json.writeStartArray();
                warnings.forEach(json::writeString);
                json.writeEndArray();
            }
            json.writeEndArray();
        }
        return text.toString();
    }

    static OutcomeData read(Operation operation, OutcomeRow.Result result, String json) {
        return (json.startsWith("[") ? POSITIONAL : NAMED).readValue(json, type(operation, result));
    }

    /**
     * As {@link #read}, but of a sale only what it took: what was sold matters to nobody who decides. By hand, since
     * it is done for every replay and every void.
     */
    static OutcomeData readForDeciding(Operation operation, OutcomeRow.Result result, String json) {
        boolean isSale = operation == Operation.DEDUCTION && result == OutcomeRow.Result.DONE && json.startsWith("[");
        return isSale ? readSale(json) : read(operation, result, json);
    }

    private static OutcomeData.SaleData readSale(String json) {
        List<DeductedItem> deducted = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        try (JsonParser parser = POSITIONAL.createParser(json)) {
            parser.nextToken();
            parser.nextToken();
            parser.skipChildren(); // the dishes
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                deducted.add(new DeductedItem(
                        parser.nextStringValue(),
                        parser.nextStringValue(),
                        parser.nextStringValue(),
                        nextDecimal(parser),
                        nextDecimal(parser),
                        nextDecimal(parser)));
                parser.nextToken();
            }
            if (parser.nextToken() == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    warnings.add(parser.getString());
                }
            }
        }
        return new OutcomeData.SaleData(List.of(), deducted, warnings);
    }

    private static BigDecimal nextDecimal(JsonParser parser) {
        parser.nextToken();
        return parser.getDecimalValue();
    }

    private static Class<? extends OutcomeData> type(Operation operation, OutcomeRow.Result result) {
        if (result == OutcomeRow.Result.REFUSED) {
            return OutcomeData.RefusalData.class;
        }
        if (result == OutcomeRow.Result.QUEUED) {
            return OutcomeData.QueuedData.class;
        }
        return switch (operation) {
            case DEDUCTION -> OutcomeData.SaleData.class;
            case COMPENSATION -> OutcomeData.CompensationData.class;
            case RECEIPT, ADJUSTMENT, COUNT, WASTE, REVERSAL -> OutcomeData.MovementData.class;
            case TRANSFER -> OutcomeData.TransferData.class;
            case REJECTION -> OutcomeData.RejectionData.class;
        };
    }

    static String writeItems(List<SaleItem> items) {
        return NAMED.writeValueAsString(items);
    }

    static List<SaleItem> readItems(String json) {
        return List.of(NAMED.readValue(json, SaleItem[].class));
    }

    static String writeNumbers(Map<String, Long> numbers) {
        return NAMED.writeValueAsString(numbers);
    }

    static Map<String, Long> readNumbers(String json) {
        return NAMED.readValue(json, new TypeReference<Map<String, Long>>() {});
    }

    static OutcomeData.RefusalData readRefusal(String json) {
        return NAMED.readValue(json, OutcomeData.RefusalData.class);
    }

    /** What was given back of a sale, by stock row, as the database sums it up: {@code [stockId, total, times]}. */
    static Map<String, GivenBack> givenBack(String json) {
        Map<String, GivenBack> givenBack = new HashMap<>();
        for (JsonNode row : NAMED.readTree(json)) {
            givenBack.put(
                    row.get(0).asString(),
                    new GivenBack(row.get(1).decimalValue(), row.get(2).asInt()));
        }
        return givenBack;
    }
}
