package io.atomicinventory.server.exposure;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Whom to count as one: an IPv4 address, or the /64 of an IPv6 address, of which one client has as many as it likes. */
public final class ClientNetwork {
    private static final int NETWORK_BYTES = 8;
    /** All that have no address are one, or each would be one of its own by writing something else. */
    private static final String NOWHERE = "nowhere";

    private ClientNetwork() {}

    public static String of(String remoteAddress) {
        InetAddress address = IpLiteral.parse(remoteAddress);
        if (address == null) {
            return NOWHERE;
        }
        byte[] bytes = address.getAddress();
        return HexFormat.of().formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, NETWORK_BYTES) : bytes);
    }
}
