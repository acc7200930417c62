package io.atomicinventory.server.request;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.core.StreamWriteFeature;

@Configuration(proxyBeanMethods = false)
class RequestConfiguration {

    /** Quantities are plain numbers in answers, never 1E+3. */
    @Bean
    JsonMapperBuilderCustomizer plainNumbers() {
        return mapper -> mapper.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);
    }
}
