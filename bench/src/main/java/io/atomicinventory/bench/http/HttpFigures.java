package io.atomicinventory.bench.http;

/** One measurement. Latencies are of a request, which may be a batch. */
public record HttpFigures(double salesPerSecond, double p50Millis, double p99Millis) {}
