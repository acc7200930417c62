package io.atomicinventory.server.openapi;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.servers.Server;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    /** The document says where it was read from by no host: a request's Host header is whatever its sender wants. */
    @Bean
    OpenAPI withoutHost() {
        return new OpenAPI().addServersItem(new Server().url("/"));
    }
}
