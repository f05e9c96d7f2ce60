package dev.sentinel.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4632 section 3.1, RFC 4291 section 2.3. */
class NetworksTest {
    private final Networks networks = Networks.parse("10.1.0.0/15, 192.0.2.7 fd00:1::/33");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "10.1.255.255",
                "192.0.2.7",
                "fd00:1:7fff::1",
                "::ffff:10.0.0.1"
            })
    void whatIsInside(String address) {
        assertThat(networks.contains(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.2.0.0", "11.0.0.1", "192.0.2.8", "fd00:1:8000::", "::1", "unknown", ""})
    void whatIsNot(String address) {
        assertThat(networks.contains(address)).isFalse();
        assertThat(Networks.NONE.contains(address)).isFalse();
    }

    /** A name would be resolved, and everybody is never who is meant. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.acme.test",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "0.0.0.0/0",
                "::/0",
                "1/"
            })
    void whatIsNoNetworkIsRefused(String text) {
        assertThatThrownBy(() -> Networks.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.1.0.0/16");
    }
}
