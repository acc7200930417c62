package io.atomicinventory.server.security;

import java.util.List;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@Configuration(proxyBeanMethods = false)
class AccessConfiguration implements WebMvcConfigurer {
    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new AccessInterceptor()).addPathPatterns(AccessInterceptor.PATHS);
    }

    /** A call that nobody has thought about must not be anybody's. */
    @Bean
    SmartInitializingSingleton everyCallAsksForSomething(RequestMappingHandlerMapping requestMappingHandlerMapping) {
        return () -> {
            List<String> open = requestMappingHandlerMapping.getHandlerMethods().entrySet().stream()
                    .filter(call -> call.getKey().getPatternValues().stream()
                            .anyMatch(path -> path.startsWith("/api/") || path.startsWith("/inventory/")))
                    .filter(call -> AccessInterceptor.permission(call.getValue()) == null)
                    .map(call -> call.getKey().toString())
                    .toList();
            if (!open.isEmpty()) {
                throw new IllegalStateException("without @Allowed: " + open);
            }
        };
    }
}
