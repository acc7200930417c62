package io.atomicinventory.server.catalog;

import io.atomicinventory.engine.catalog.CatalogSaved;
import io.atomicinventory.server.problem.ProblemException;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.request.Paths;

/** What became of saving. */
public final class CatalogAnswer {
    private CatalogAnswer() {}

    /** @throws ProblemException where nothing was saved */
    public static boolean isCreated(CatalogSaved saved) {
        return switch (saved) {
            case CatalogSaved.Saved done -> done.created();
            case CatalogSaved.UnknownStore unknown -> throw Paths.notFound("Unknown store: " + unknown.storeId());
            case CatalogSaved.UnknownStockItems unknown ->
                throw new ProblemException(
                        ProblemType.NOT_FOUND,
                        unknown.stockIds().stream()
                                .map(id -> "Unknown stock item " + id + " in store " + unknown.storeId())
                                .toList());
            case CatalogSaved.MappedMeanwhile other ->
                throw new ProblemException(
                        ProblemType.STATE_CONFLICT,
                        other.mapping().ingredient() + " in " + other.mapping().unit()
                                + " has been mapped meanwhile, to "
                                + other.mapping().stockId() + " with "
                                + other.mapping().factor().toPlainString() + ". Nothing was changed.");
            case CatalogSaved.NotExact notExact ->
                throw new ProblemException(ProblemType.QUANTITY_NOT_EXACT, notExact.errors());
        };
    }
}
