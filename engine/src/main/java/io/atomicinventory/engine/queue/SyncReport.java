package io.atomicinventory.engine.queue;

/**
 * What a synchronisation did.
 *
 * @param synced entries that are in the books now
 * @param needsApproval entries that are short, or too late
 * @param failed entries that wait for something else to be mended
 */
public record SyncReport(int synced, int needsApproval, int failed) {
    SyncReport plus(SyncReport more) {
        return new SyncReport(synced + more.synced, needsApproval + more.needsApproval, failed + more.failed);
    }
}
