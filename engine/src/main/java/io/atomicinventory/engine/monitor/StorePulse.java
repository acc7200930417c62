package io.atomicinventory.engine.monitor;

/**
 * Marks of how a store's queue, stock and menu are. A mark says nothing by itself: where it differs from the one of
 * before, something has changed.
 */
public record StorePulse(String queue, String stock, String menu) {}
