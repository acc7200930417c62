package io.atomicinventory.server.exposure;

import org.springframework.boot.actuate.endpoint.web.EndpointMediaTypes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;

/** The health is plain JSON: the framework's own media type would name it, with a version. */
@Configuration(proxyBeanMethods = false)
class PlainActuator {
    @Bean
    EndpointMediaTypes endpointMediaTypes() {
        return new EndpointMediaTypes(MediaType.APPLICATION_JSON_VALUE);
    }
}
