package io.atomicinventory.engine;

/**
 * A row of something that is imported.
 *
 * @param line where it begins in its file, from 1
 */
public record ImportRow<T>(long line, T value) {}
