package io.atomicinventory.server.exposure;

import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.problem.ProblemWriter;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.util.NetMask;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end. Forwarded headers are read from trusted proxies and taken away from everybody, so that
 * nothing behind this valve can believe them, however it is configured. Tomcat's own valve for this looks up whatever
 * stands in the header, and hands on what it did not use.
 */
class PeerValve extends ValveBase {
    private static final String FORWARDED_FOR = "x-forwarded-for";
    private static final String FORWARDED_PROTO = "x-forwarded-proto";
    private static final String HTTPS = "https";
    private static final int HTTPS_PORT = 443;

    private final List<NetMask> proxies;
    private final boolean hasTls;
    private final ProblemWriter problems;

    /** @param hasTls whether connections are safe by themselves, so that everybody may make one */
    PeerValve(ProxySettings proxies, boolean hasTls, ProblemWriter problems) {
        this.proxies = proxies.networks();
        this.hasTls = hasTls;
        this.problems = problems;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        InetAddress peer = IpLiteral.parse(request.getRemoteAddr());
        boolean isProxy = peer != null && isProxy(peer);
        List<String> forwardedFor = isProxy ? values(request, FORWARDED_FOR) : List.of();
        List<String> protocols = isProxy ? values(request, FORWARDED_PROTO) : List.of();
        removeForwarded(request.getCoyoteRequest().getMimeHeaders());

        if (!hasTls && !isProxy && (peer == null || !peer.isLoopbackAddress())) {
            SecurityHeaders.set(request, response);
            response.setHeader("Connection", "close");
            problems.write(
                    request,
                    response,
                    ProblemType.FORBIDDEN,
                    List.of("Not from this address: use the address at which the service is published"));
            return;
        }
        InetAddress client = client(forwardedFor);
        if (client != null) {
            request.setRemoteAddr(client.getHostAddress());
            request.setRemoteHost(client.getHostAddress());
        }
        if (!protocols.isEmpty() && protocols.stream().allMatch(HTTPS::equalsIgnoreCase)) {
            request.setSecure(true);
            request.getCoyoteRequest().scheme().setString(HTTPS);
            request.setServerPort(HTTPS_PORT);
        }
        getNext().invoke(request, response);
    }

    /**
     * Each proxy adds its caller behind the others: the last that is no proxy of ours is the client, and what stands
     * before it is only what the client says. Null where the proxies do not say, and the nearest of them stays.
     */
    private @Nullable InetAddress client(List<String> forwardedFor) {
        InetAddress nearest = null;
        for (String text : forwardedFor.reversed()) {
            InetAddress address = IpLiteral.parse(text);
            if (address == null) {
                return nearest;
            }
            nearest = address;
            if (!isProxy(address)) {
                return nearest;
            }
        }
        return nearest;
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(network -> network.matches(address));
    }

    private static List<String> values(Request request, String name) {
        List<String> values = new ArrayList<>();
        for (String line : Collections.list(request.getHeaders(name))) {
            for (String value : line.split(",", -1)) {
                values.add(value.strip());
            }
        }
        return values;
    }

    private static void removeForwarded(MimeHeaders headers) {
        List<String> names = new ArrayList<>();
        Enumeration<String> all = headers.names();
        while (all.hasMoreElements()) {
            String name = all.nextElement().toLowerCase(Locale.ROOT);
            if (name.equals("forwarded") || name.startsWith("x-forwarded-")) {
                names.add(name);
            }
        }
        names.forEach(headers::removeHeader);
    }
}
