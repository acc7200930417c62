package io.atomicinventory.engine.internal.figures;

import java.time.Instant;

/** What an engine has counted of one minute of a store until now. */
public record CountedMinute(String storeId, Instant minute, Tally tally) {}
