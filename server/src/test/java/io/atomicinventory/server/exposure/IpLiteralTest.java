package io.atomicinventory.server.exposure;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpLiteralTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3",
        "255.255.255.255, 255.255.255.255",
        "::1, 0:0:0:0:0:0:0:1",
        "2001:DB8::a, 2001:db8:0:0:0:0:0:a",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
        "::ffff:10.1.2.3, 10.1.2.3"
    })
    void oneAddressIsRead(String text, String address) {
        InetAddress parsed = IpLiteral.parse(text);
        assertThat(parsed).extracting(InetAddress::getHostAddress).isEqualTo(address);
    }

    /** A name, or what Java would take for one, would be looked up; "10.1" would be 10.0.0.1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "proxy.example",
                "10.1",
                "1",
                "999.1.1.1",
                "256.0.0.1",
                "010.1.1.1",
                "10.1.2.3:80",
                "10.1.2.3, 10.1.2.4",
                "10.1.2.3/8",
                "[::1]",
                "::1::",
                "1:2:3",
                "g::1",
                "unknown",
                "'; DROP TABLE stores; --",
                "%00"
            })
    void nothingElseIs(String text) {
        assertThat(IpLiteral.parse(text)).isNull();
        assertThat(IpLiteral.parse(text.repeat(1000))).isNull();
    }
}
