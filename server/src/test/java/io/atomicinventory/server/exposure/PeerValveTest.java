package io.atomicinventory.server.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import io.atomicinventory.server.problem.ProblemWriter;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.RawHttp;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the programs behind the valve see of a caller, over a real connection from this machine. */
class PeerValveTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.empty();

    @TempDir
    private Path folder;

    /** Says what a request looks like. */
    private static final class Mirror extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            List<String> names = Collections.list(request.getHeaderNames()).stream()
                    .filter(name -> name.contains("orward"))
                    .toList();
            response.getWriter()
                    .print(request.getRemoteAddr() + " " + request.getRemoteHost() + " " + request.getScheme() + " "
                            + request.isSecure() + " " + request.getServerPort() + " " + names);
        }
    }

    /** @param forwarded header lines, each sent on one connection after the other */
    private List<String> seen(List<String> trusted, String... forwarded) throws LifecycleException {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getEngine()
                .getPipeline()
                .addValve(new PeerValve(
                        new ProxySettings(trusted), false, SERVER.bean("problemWriter", ProblemWriter.class)));
        StandardContext context = (StandardContext) tomcat.addContext("", null);
        context.setClearReferencesStopThreads(false);
        Tomcat.addServlet(context, "mirror", new Mirror()).addMapping("/");
        tomcat.start();
        try {
            RawHttp http =
                    new RawHttp("http://127.0.0.1:" + tomcat.getConnector().getLocalPort());
            return List.of(forwarded).stream()
                    .map(lines -> http.send("GET / HTTP/1.1\r\nHost: shop:81\r\n" + lines + "\r\n\r\n")
                            .body())
                    .toList();
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    @Test
    void whoIsNoProxySaysWhatHeLikesAndChangesNothing() throws LifecycleException {
        for (List<String> trusted : List.of(List.<String>of(), List.of("192.0.2.1", "10.0.0.0/8", "::1"))) {
            assertThat(seen(
                            trusted,
                            "Connection: close",
                            "X-Forwarded-For: 198.51.100.1",
                            "X-Forwarded-For: 192.0.2.1, 10.1.1.1\r\nX-Forwarded-For: 10.1.1.2",
                            "x-forwarded-for: garbage\r\nX-FORWARDED-PROTO: https\r\nX-Forwarded-Port: 1",
                            "Forwarded: for=198.51.100.1;proto=https\r\nX-Forwarded-Host: evil"))
                    .allMatch("127.0.0.1 127.0.0.1 http false 81 []"::equals);
        }
    }

    @Test
    void ofAProxyTheLastThatIsNoProxyIsTheClient() throws LifecycleException {
        assertThat(seen(
                        List.of("127.0.0.1", "10.0.0.0/8"),
                        "X-Forwarded-For: 198.51.100.1",
                        "X-Forwarded-For: 203.0.113.9, 198.51.100.1",
                        "X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: 198.51.100.1",
                        "X-Forwarded-For: 203.0.113.9, 198.51.100.1, 10.1.1.1",
                        "X-Forwarded-For: garbage, 198.51.100.1 , 10.1.1.1,10.2.2.2"))
                .allMatch("198.51.100.1 198.51.100.1 http false 81 []"::equals);
        assertThat(seen(List.of("127.0.0.1"), "X-Forwarded-For: 2001:db8::7"))
                .containsExactly("2001:db8:0:0:0:0:0:7 2001:db8:0:0:0:0:0:7 http false 81 []");
    }

    @Test
    void whereTheProxiesDoNotSayTheNearestOfThemStays() throws LifecycleException {
        assertThat(seen(
                        List.of("127.0.0.1", "10.0.0.0/8"),
                        "Connection: close",
                        "X-Forwarded-For: ",
                        "X-Forwarded-For: garbage",
                        "X-Forwarded-For: localhost",
                        "X-Forwarded-For: 198.51.100.1, unknown",
                        "X-Forwarded-For: 198.51.100.1,",
                        "X-Forwarded-For: 198.51.100.1, " + "9".repeat(3000)))
                .allMatch("127.0.0.1 127.0.0.1 http false 81 []"::equals);
        assertThat(seen(List.of("127.0.0.1", "10.0.0.0/8"), "X-Forwarded-For: garbage, 10.1.1.1"))
                .containsExactly("10.1.1.1 10.1.1.1 http false 81 []");
    }

    @Test
    void aProxySaysWhetherItsCallerCameOverTls() throws LifecycleException {
        assertThat(seen(
                        List.of("127.0.0.1"),
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Proto: HTTPS, https",
                        "X-Forwarded-Proto: http",
                        "X-Forwarded-Proto: https, http",
                        "X-Forwarded-Proto: ",
                        "X-Forwarded-Proto: gopher"))
                .containsExactly(
                        "127.0.0.1 127.0.0.1 https true 443 []",
                        "127.0.0.1 127.0.0.1 https true 443 []",
                        "127.0.0.1 127.0.0.1 http false 81 []",
                        "127.0.0.1 127.0.0.1 http false 81 []",
                        "127.0.0.1 127.0.0.1 http false 81 []",
                        "127.0.0.1 127.0.0.1 http false 81 []");
    }
}
