package io.atomicinventory.server.exposure;

import java.net.InetAddress;
import java.util.List;
import org.apache.catalina.util.NetMask;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Immutable and thread-safe.
 *
 * @param trusted addresses, or networks of /8 and narrower, of the reverse proxies in front of the service; empty for
 *     none
 */
@ConfigurationProperties("inventory.proxy")
record ProxySettings(List<String> trusted) {
    private static final int WIDEST_BITS = 8;

    ProxySettings {
        trusted = trusted.stream().map(ProxySettings::network).toList();
    }

    boolean isEmpty() {
        return trusted.isEmpty();
    }

    List<NetMask> networks() {
        return trusted.stream().map(NetMask::new).toList();
    }

    private static String network(String text) {
        String network = text.strip();
        int slash = network.indexOf('/');
        InetAddress address = IpLiteral.parse(slash < 0 ? network : network.substring(0, slash));
        if (address == null || (slash >= 0 && !isLength(network.substring(slash + 1), address))) {
            throw new IllegalArgumentException("inventory.proxy.trusted must be addresses or networks of /"
                    + WIDEST_BITS + " and narrower, such as 10.1.2.3,10.2.0.0/16, and has: " + network);
        }
        return network;
    }

    /** A wider network would be half the world, and whoever is in it could say that he is anybody. */
    private static boolean isLength(String bits, InetAddress address) {
        int most = address.getAddress().length * Byte.SIZE;
        return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) >= WIDEST_BITS && Integer.parseInt(bits) <= most;
    }
}
