package io.atomicinventory.server.observation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Leaves tracing out of a server that has nowhere to send traces: no span is made, no thread started, nothing connected.
 * Runs when the variables of OpenTelemetry have been read as settings.
 */
class TracingSwitch implements EnvironmentPostProcessor, Ordered {
    static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

    private static final String BOOT = "org.springframework.boot.";
    private static final List<String> TRACING = List.of(
            BOOT + "opentelemetry.autoconfigure.OpenTelemetrySdkAutoConfiguration",
            BOOT + "opentelemetry.autoconfigure.logging.OpenTelemetryLoggingAutoConfiguration",
            BOOT + "micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration",
            BOOT + "micrometer.tracing.opentelemetry.autoconfigure.otlp.OtlpTracingAutoConfiguration",
            BOOT + "micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
            BOOT + "micrometer.tracing.autoconfigure.NoopTracerAutoConfiguration");

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.getProperty(ENDPOINT, "").isBlank()) {
            Map<String, Object> off = new HashMap<>();
            off.put("spring.autoconfigure.exclude", String.join(",", TRACING));
            off.put("management.tracing.export.enabled", false);
            environment.getPropertySources().addLast(new MapPropertySource("no traces", off));
        }
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
