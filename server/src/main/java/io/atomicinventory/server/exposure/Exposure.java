package io.atomicinventory.server.exposure;

import io.atomicinventory.server.problem.ProblemWriter;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Other machines are let in over TLS, or through a reverse proxy that is named, or not at all: the start ends before
 * anything else is done.
 */
@Component
class Exposure implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {
    private final ServerProperties server;
    private final ProxySettings proxies;
    private final Environment environment;
    private final ProblemWriter problems;

    Exposure(ServerProperties server, ProxySettings proxies, Environment environment, ProblemWriter problems) {
        this.server = server;
        this.proxies = proxies;
        this.environment = environment;
        this.problems = problems;
    }

    /** The first, so that no other valve reads a forwarded header before this one has taken it away. */
    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    @Override
    public void customize(ConfigurableTomcatWebServerFactory tomcat) {
        boolean hasTls = hasTls(server.getSsl());
        requireDecision(server.getAddress(), hasTls);
        requireOnePort();
        tomcat.addEngineValves(new PeerValve(proxies, hasTls, problems), new SecurityHeaders());
        tomcat.addConnectorCustomizers(new TlsVersions());
    }

    private void requireDecision(@Nullable InetAddress address, boolean hasTls) {
        boolean isThisMachine = address != null && address.isLoopbackAddress();
        if (!isThisMachine && !hasTls && proxies.isEmpty()) {
            throw new ExposedException(
                    "server.address is " + (address == null ? "empty" : address.getHostAddress())
                            + ": other machines could send tokens and sales in the clear.",
                    "Set one of these (docs/exposure.md has the commands):\n"
                            + "  SERVER_SSL_CERTIFICATE and SERVER_SSL_CERTIFICATE_PRIVATE_KEY, or SERVER_SSL_BUNDLE:"
                            + " the service speaks TLS itself\n"
                            + "  INVENTORY_PROXY_TRUSTED: the addresses of the reverse proxies in front of it, which"
                            + " alone may connect\n"
                            + "  SERVER_ADDRESS=127.0.0.1: this machine only");
        }
    }

    /** Without a certificate it is not known yet whether the framework would find one. */
    private static boolean hasTls(@Nullable Ssl ssl) {
        return ssl != null
                && ssl.isEnabled()
                && (ssl.getBundle() != null || ssl.getCertificate() != null || ssl.getKeyStore() != null);
    }

    /** A second server for the actuator would have none of this: no TLS, no proxies, no headers. */
    private void requireOnePort() {
        Integer port = environment.getProperty("management.server.port", Integer.class);
        if (port != null && port >= 0 && !port.equals(server.getPort())) {
            throw new ExposedException(
                    "management.server.port is " + port + ": the actuator would be reachable beside what guards it.",
                    "Leave MANAGEMENT_SERVER_PORT unset: /actuator is on the port of the service, behind its token.");
        }
    }
}
