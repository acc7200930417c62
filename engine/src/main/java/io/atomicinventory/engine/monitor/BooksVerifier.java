package io.atomicinventory.engine.monitor;

import io.atomicinventory.engine.DatabaseUnavailableException;
import io.atomicinventory.engine.Identifiers;
import io.atomicinventory.engine.internal.sql.VerifierStorage;
import java.util.ArrayList;
import java.util.List;

/**
 * Proves the books: that every quantity is the sum of its movements, that nothing was deducted twice or in
 * part, and that nothing is below zero without leave. It reads one store after the other, each in a snapshot of
 * its own, while sales go on. Thread-safe.
 */
public final class BooksVerifier {
    private final VerifierStorage storage;

    public BooksVerifier(VerifierStorage storage) {
        this.storage = storage;
    }

    /** All stores. @return at most 100 violations of each check and store; empty if the books are right */
    public List<Violation> verify() {
        List<Violation> violations = new ArrayList<>();
        storage.storeIds().forEach(storeId -> violations.addAll(verify(storeId)));
        return violations;
    }

    public List<Violation> verify(String storeId) {
        return verify(storeId, ProofProgress.NONE);
    }

    /**
     * One store, as it is at the beginning. It may take long: some steps go through all its movements.
     *
     * @throws DatabaseUnavailableException where the database does not answer
     */
    public List<Violation> verify(String storeId, ProofProgress progress) {
        Identifiers.requireIds("storeId", storeId);
        return storage.violations(storeId, progress);
    }
}
