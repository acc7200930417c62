package io.atomicinventory.engine.internal.sql;

import io.atomicinventory.engine.internal.decide.Command.Operation;
import io.atomicinventory.engine.internal.decide.OutcomeData;
import io.atomicinventory.engine.internal.decide.OutcomeRow;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** An outcome's record as JSON. Amounts stay decimal numbers in both directions. */
final class OutcomeJson {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private OutcomeJson() {}

    static String write(OutcomeData data) {
        return MAPPER.writeValueAsString(data);
    }

    static OutcomeData read(Operation operation, OutcomeRow.Result result, String json) {
        return MAPPER.readValue(json, type(operation, result));
    }

    private static Class<? extends OutcomeData> type(Operation operation, OutcomeRow.Result result) {
        if (result == OutcomeRow.Result.REFUSED) {
            return OutcomeData.RefusalData.class;
        }
        return switch (operation) {
            case DEDUCTION -> OutcomeData.SaleData.class;
            case RECEIPT -> OutcomeData.MovementData.class;
        };
    }
}
