package io.atomicinventory.server.exposure;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads addresses that strangers wrote, and never asks a name server for them. */
public final class IpLiteral {
    private static final int MAX_LENGTH = 100;
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern V4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    /** With a zone or without, such as {@code fe80::1%eth0}; the colon keeps it from being looked up as a name. */
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*(%[0-9A-Za-z_.-]+)?");

    private IpLiteral() {}

    /** @return null for whatever is not one IPv4 or IPv6 address */
    public static @Nullable InetAddress parse(String text) {
        if (text.length() > MAX_LENGTH
                || !(V4.matcher(text).matches() || V6.matcher(text).matches())) {
            return null;
        }
        try {
            int zone = text.indexOf('%');
            return InetAddress.getByName(zone < 0 ? text : text.substring(0, zone));
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
