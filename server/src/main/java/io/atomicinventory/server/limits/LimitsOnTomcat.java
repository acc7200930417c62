package io.atomicinventory.server.limits;

import org.springframework.boot.tomcat.TomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/** What has to hold before any filter runs. */
@Component
class LimitsOnTomcat implements WebServerFactoryCustomizer<TomcatWebServerFactory> {
    private final LimitSettings settings;

    LimitsOnTomcat(LimitSettings settings) {
        this.settings = settings;
    }

    @Override
    public void customize(TomcatWebServerFactory tomcat) {
        tomcat.setProtocol(PatientProtocol.class.getName());
        tomcat.addConnectorCustomizers(
                connector -> ((PatientProtocol) connector.getProtocolHandler()).setHeadTime(settings.headTime()));
        tomcat.addEngineValves(new UnreadBody());
    }
}
