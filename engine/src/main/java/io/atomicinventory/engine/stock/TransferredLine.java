package io.atomicinventory.engine.stock;

/**
 * One line of a transfer.
 *
 * @param from what left the sending store
 * @param to what arrived in the receiving store
 */
public record TransferredLine(Movement from, Movement to) {}
