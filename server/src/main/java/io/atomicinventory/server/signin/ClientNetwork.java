package io.atomicinventory.server.signin;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/** Whom to count as one: an IPv4 address, or the /64 of an IPv6 address, of which one client has as many as it likes. */
final class ClientNetwork {
    private static final int NETWORK_BYTES = 8;

    private ClientNetwork() {}

    static String of(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int zone = address.indexOf('%');
        try {
            // With a colon it is an address, which nobody looks up.
            InetAddress parsed = InetAddress.getAllByName(zone < 0 ? address : address.substring(0, zone))[0];
            byte[] bytes = parsed.getAddress();
            return bytes.length > NETWORK_BYTES
                    ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) + "/64"
                    : parsed.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }
}
