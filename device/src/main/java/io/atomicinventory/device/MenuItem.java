package io.atomicinventory.device;

/**
 * Something that the store sells.
 *
 * @param category empty where it has none
 */
public record MenuItem(String productId, String name, String category) {}
