package io.atomicinventory.server.signin;

import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What pages look like: files of our own jar. */
@Configuration(proxyBeanMethods = false)
class PageAssets implements WebMvcConfigurer {
    /** Short: an update shows soon, and the times of the files in the jar never change. */
    private static final CacheControl CACHED = CacheControl.maxAge(Duration.ofMinutes(5));

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler(Pages.ASSETS)
                .addResourceLocations("classpath:/assets/")
                .setUseLastModified(false)
                .setCacheControl(CACHED);
    }
}
