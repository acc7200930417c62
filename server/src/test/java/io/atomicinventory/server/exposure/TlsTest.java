package io.atomicinventory.server.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.OwnCertificate;
import io.atomicinventory.server.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The server on all addresses of this machine, with a certificate that it made itself. */
@ExtendWith(OutputCaptureExtension.class)
class TlsTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.empty();

    @TempDir
    private static Path folder;

    private static OwnCertificate certificate;
    private static TestServer server;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        certificate = OwnCertificate.make(folder);
        server = TestServer.start(
                SERVER.database(),
                Stream.concat(Stream.of("server.address=0.0.0.0"), Arrays.stream(certificate.properties()))
                        .toArray(String[]::new));
        port = URI.create(server.url()).getPort();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void itServesHttpsAndTellsBrowsersToStayThere() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().sslContext(certificate.trust()).build()) {
            for (String path :
                    new String[] {"/api/v1/stores", "/actuator/health", "/swagger-ui/index.html", "/set-up", "/x|y"}) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path.replace("|", "%7C")))
                                .header("Authorization", "Bearer " + TestServer.TOKEN)
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).isIn(200, 404);
                assertThat(answer.headers().allValues("Strict-Transport-Security"))
                        .as(path)
                        .singleElement()
                        .asString()
                        .startsWith("max-age=31536000");
                assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
                assertThat(answer.headers().allValues("Set-Cookie"))
                        .as(path)
                        .hasSize(path.equals("/set-up") ? 1 : 0)
                        .allMatch(cookie -> cookie.contains("; Secure"));
            }
        }
    }

    @Test
    void whatIsSentInTheClearIsNotServed() throws IOException {
        String answer = exchange(("GET /actuator/health HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                        + TestServer.TOKEN + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        assertThat(answer)
                .doesNotContain("UP")
                .doesNotContainIgnoringCase("tomcat")
                .doesNotContain(" 200 ");
        assertThat(answer).contains("requires TLS");
    }

    /** A hello of TLS 1.1 as its clients send it: the answer is an alert, "protocol version". */
    @Test
    void olderVersionsAreRefused() throws IOException {
        String hello = "0302" + "5a".repeat(32) + "00" + "0004c013002f" + "0100";
        String handshake = "01" + "%06x".formatted(hello.length() / 2) + hello;
        String record = "160301" + "%04x".formatted(handshake.length() / 2) + handshake;
        byte[] answer = exchange(HexFormat.of().parseHex(record)).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(answer).hasSizeGreaterThanOrEqualTo(7);
        assertThat(answer[0]).as("an alert").isEqualTo((byte) 21);
        assertThat(answer[6]).as("protocol_version").isEqualTo((byte) 70);
    }

    @Test
    void onlyTls12And13AreLeftOfWhatIsConfigured() {
        assertThat(left("all")).containsExactlyInAnyOrder("TLSv1.2", "TLSv1.3");
        assertThat(left("TLSv1.1+TLSv1.2")).containsExactly("TLSv1.2");
        assertThat(left("TLSv1.3")).containsExactly("TLSv1.3");
        assertThatThrownBy(() -> left("TLSv1+TLSv1.1")).isInstanceOf(ExposedException.class);
    }

    private static Iterable<String> left(String configured) {
        Connector connector = new Connector();
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols(configured);
        connector.addSslHostConfig(host);
        new TlsVersions().customize(connector);
        return host.getProtocols();
    }

    @Test
    void theWelcomeNamesTheAddressThatWorks(CapturedOutput output) {
        assertThat(output.getAll()).contains("Atomic Inventory is ready: https://localhost:" + port);
    }

    private static String exchange(byte[] request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
