package io.atomicinventory.server.signin;

import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What people do in stores is noted, as it is for programs. */
@Configuration(proxyBeanMethods = false)
class PageCalls implements WebMvcConfigurer {
    private final PageAudit audit;

    PageCalls(PageAudit audit) {
        this.audit = audit;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(audit).addPathPatterns("/inventory/**");
    }
}
