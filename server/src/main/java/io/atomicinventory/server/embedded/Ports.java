package io.atomicinventory.server.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses a TCP port. */
final class Ports {

    private static final Logger LOG = LoggerFactory.getLogger(Ports.class);

    /** PostgreSQL listens on this address only, and nobody asks a name service for it. */
    static final String ADDRESS = "127.0.0.1";

    private static final byte[] ADDRESS_BYTES = {127, 0, 0, 1};

    /**
     * Below the range from which systems take ports for outgoing connections. In there, a client that tries to
     * reconnect while PostgreSQL is down can be given the very port it calls, connect to itself, and hold the port.
     */
    private static final int LOWEST = 15_000;

    private static final int HIGHEST = 29_999;
    private static final int ATTEMPTS = 100;

    private Ports() {}

    /** A port that was free a moment ago. */
    static int free() {
        SecureRandom random = new SecureRandom();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = random.nextInt(LOWEST, HIGHEST + 1);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByAddress(ADDRESS_BYTES), port));
                return port;
            } catch (IOException e) {
                LOG.debug("Port {} is taken", port, e);
            }
        }
        throw new EmbeddedDatabaseException("No free TCP port on %s was found between %d and %d in %d attempts."
                .formatted(ADDRESS, LOWEST, HIGHEST, ATTEMPTS));
    }
}
