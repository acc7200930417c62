package io.atomicinventory.server.signin;

import org.apache.catalina.session.StandardManager;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Whoever only opens forms must not fill the memory. */
@Configuration(proxyBeanMethods = false)
class SessionBound {
    @Bean
    WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> boundOfSessions(SessionSettings settings) {
        return tomcat -> tomcat.addContextCustomizers(context -> {
            StandardManager manager = new StandardManager();
            manager.setMaxActiveSessions(settings.most());
            context.setManager(manager);
        });
    }
}
