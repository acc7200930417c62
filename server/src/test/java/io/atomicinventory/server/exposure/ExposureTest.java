package io.atomicinventory.server.exposure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.atomicinventory.server.testing.Http;
import io.atomicinventory.server.testing.OpenServer;
import io.atomicinventory.server.testing.Problems;
import io.atomicinventory.server.testing.TestServer;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Where other machines may reach the server, and whose word on a caller's address counts. */
@ExtendWith(OutputCaptureExtension.class)
class ExposureTest {
    @RegisterExtension
    private static final OpenServer SERVER = OpenServer.empty();

    private static final String HEALTH = "/actuator/health";
    private static final String HSTS = "Strict-Transport-Security";

    /** This machine as the others see it: an address that is not the loopback one. */
    private static String ownAddress() {
        try {
            Optional<String> address = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(Inet4Address.class::isInstance)
                    .filter(own -> !own.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .findFirst();
            Assumptions.assumeTrue(address.isPresent(), "this machine has no network");
            return address.orElseThrow();
        } catch (SocketException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Http at(String address, TestServer server) {
        return Http.of("http://" + address + ":" + URI.create(server.url()).getPort(), TestServer.TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "", "192.0.2.77"})
    void anAddressOfOtherMachinesWithoutADecisionEndsTheStart(String address, CapturedOutput output) {
        assertThatThrownBy(() -> TestServer.start(SERVER.database(), "server.address=" + address))
                .rootCause()
                .isInstanceOf(ExposedException.class)
                .hasMessageContaining("server.address is");
        assertThat(output.getAll())
                .contains("APPLICATION FAILED TO START")
                .contains("SERVER_SSL_CERTIFICATE", "INVENTORY_PROXY_TRUSTED", "SERVER_ADDRESS=127.0.0.1")
                .doesNotContain("\tat ");
    }

    @Test
    void tlsThatIsSwitchedOffOrHasNoCertificateIsNone() {
        for (String setting : new String[] {"server.ssl.enabled=true", "server.ssl.client-auth=none"}) {
            assertThatThrownBy(() -> TestServer.start(SERVER.database(), "server.address=0.0.0.0", setting))
                    .rootCause()
                    .isInstanceOf(ExposedException.class);
        }
        assertThatThrownBy(() -> TestServer.start(
                        SERVER.database(),
                        "server.address=0.0.0.0",
                        "server.ssl.enabled=false",
                        "server.ssl.certificate=cert.pem"))
                .rootCause()
                .isInstanceOf(ExposedException.class);
    }

    @Test
    void theActuatorHasNoPortOfItsOwn() {
        assertThatThrownBy(() -> TestServer.start(SERVER.database(), "management.server.port=1"))
                .rootCause()
                .isInstanceOf(ExposedException.class)
                .hasMessageContaining("management.server.port");
    }

    @Test
    void withATrustedProxyOnlyItAndThisMachineMayConnect() {
        String own = ownAddress();
        try (TestServer server =
                TestServer.start(SERVER.database(), "server.address=0.0.0.0", "inventory.proxy.trusted=192.0.2.77")) {
            assertThat(server.http().get("/api/v1/stores").status()).isEqualTo(200);
            Http.Answer refused =
                    at(own, server).with("X-Forwarded-For", "127.0.0.1").get("/api/v1/stores");
            Problems.requireProblem(refused, "forbidden", 403);
            assertThat(refused.header("Connection")).isEqualTo("close");
            assertThat(refused.header("X-Content-Type-Options")).isEqualTo("nosniff");
            Problems.requireProblem(at(own, server).get(HEALTH), "forbidden", 403);
        }
    }

    /** HSTS shows whom the server believes that the caller came over TLS. */
    @Test
    void forwardedHeadersAreReadFromTheProxyOnly() {
        String own = ownAddress();
        try (TestServer server =
                TestServer.start(SERVER.database(), "server.address=0.0.0.0", "inventory.proxy.trusted=" + own)) {
            Http proxy = at(own, server);
            assertThat(proxy.get(HEALTH).header(HSTS)).isEmpty();
            assertThat(proxy.with("X-Forwarded-Proto", "https").get(HEALTH).header(HSTS))
                    .startsWith("max-age=31536000");
            assertThat(server.http()
                            .with("X-Forwarded-Proto", "https")
                            .get(HEALTH)
                            .header(HSTS))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "native", "framework"})
    void withoutAProxyNoForwardedHeaderIsReadWhateverElseIsSet(String strategy) {
        try (TestServer server = TestServer.start(SERVER.database(), "server.forward-headers-strategy=" + strategy)) {
            Http.Answer answer = server.http()
                    .with("X-Forwarded-Proto", "https")
                    .with("X-Forwarded-Ssl", "on")
                    .with("X-Forwarded-Host", "evil.example")
                    .with("X-Forwarded-Prefix", "/evil")
                    .with("Forwarded", "for=198.51.100.1;proto=https;host=evil.example")
                    .get("/swagger-ui.html");
            assertThat(answer.status()).isEqualTo(302);
            assertThat(answer.header(HSTS)).isEmpty();
            assertThat(answer.header("Location")).doesNotContain("evil").doesNotContain("https");
        }
    }
}
