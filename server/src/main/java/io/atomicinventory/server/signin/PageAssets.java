package io.atomicinventory.server.signin;

import java.time.Duration;
import java.util.Objects;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.webjars.WebJarVersionLocator;

/** What pages look like, and their scripts: files of our own jar. */
@Configuration(proxyBeanMethods = false)
class PageAssets implements WebMvcConfigurer {
    /** Short: an update shows soon, and the times of the files in the jar never change. */
    private static final CacheControl CACHED = CacheControl.maxAge(Duration.ofMinutes(5));

    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        serve(registry, Pages.ASSETS, "assets/");
        serve(registry, "/assets/lib/htmx/**", library("htmx.org", "dist/"));
        serve(registry, "/assets/lib/chart/**", library("chart.js", "dist/"));
    }

    private static void serve(ResourceHandlerRegistry registry, String path, String folder) {
        registry.addResourceHandler(path)
                .addResourceLocations("classpath:/" + folder)
                .setUseLastModified(false)
                .setCacheControl(CACHED);
    }

    private static String library(String name, String folder) {
        String version = Objects.requireNonNull(new WebJarVersionLocator().version(name), name);
        return "META-INF/resources/webjars/" + name + "/" + version + "/" + folder;
    }
}
