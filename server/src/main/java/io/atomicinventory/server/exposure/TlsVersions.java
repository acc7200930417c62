package io.atomicinventory.server.exposure;

import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;

/** TLS 1.2 and 1.3, whatever this Java and its configuration would still allow. */
class TlsVersions implements TomcatConnectorCustomizer {
    private static final Set<String> SAFE = Set.of("TLSv1.2", "TLSv1.3");

    @Override
    public void customize(Connector connector) {
        for (SSLHostConfig host : connector.findSslHostConfigs()) {
            Set<String> left = new LinkedHashSet<>(host.getProtocols());
            left.retainAll(SAFE);
            if (left.isEmpty()) {
                throw new ExposedException(
                        "server.ssl.enabled-protocols has only " + host.getProtocols() + ", which are not safe.",
                        "Name TLSv1.2, TLSv1.3 or both, or leave it unset for both.");
            }
            host.setProtocols(String.join("+", left));
        }
    }
}
