package io.atomicinventory.device;

/** What a till learns in the background. */
public sealed interface TillEvent {

    /** The server answers again, or for the first time. */
    record Reached() implements TillEvent {}

    /** The server does not answer, or refuses this till; until it does again, sales are kept. */
    record Lost(String why) implements TillEvent {}

    /**
     * Of a synchronisation.
     *
     * @param sent since it began
     * @param left at this moment
     */
    record Progress(int sent, int left) implements TillEvent {}

    /** A sale that was made did not fit, and waits in the server's queue. */
    record Waits(String transactionId, String why) implements TillEvent {}

    /** A sale that waited is in the books. */
    record Approved(String transactionId, String how) implements TillEvent {}

    /** A sale that waited will never be in the books. */
    record Rejected(String transactionId, String why) implements TillEvent {}

    /** A sale whose call never returned, since the till was ended in it, is not in the books: it did not happen. */
    record Refused(String transactionId, String why) implements TillEvent {}

    /** A void that was kept has nothing to give back: nobody knows its sale. */
    record VoidRefused(String transactionId, String why) implements TillEvent {}

    /** The server cannot take it as it is. It stays kept, and is tried again from time to time. */
    record Stuck(String transactionId, String problem) implements TillEvent {}
}
