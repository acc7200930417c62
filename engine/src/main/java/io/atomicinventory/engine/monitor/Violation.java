package io.atomicinventory.engine.monitor;

/**
 * Something in the books that cannot be.
 *
 * @param invariant which of the invariants it breaks: I2, I4, I5 or I6
 * @param subject the stock item, key or transaction
 */
public record Violation(String storeId, String invariant, String check, String subject, String text) {}
