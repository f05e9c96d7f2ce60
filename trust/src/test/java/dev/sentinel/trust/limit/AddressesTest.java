package dev.sentinel.trust.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AddressesTest {

    @Test
    void anIpv4AddressIsOneCaller() {
        assertThat(Addresses.block("203.0.113.7")).isEqualTo("203.0.113.7");
        assertThat(Addresses.block("unknown")).isEqualTo("unknown");
    }

    /** RFC 4291 section 2.5.1: the last 64 bits are the host's own choice. */
    @Test
    void anIpv6NetworkIsOneCaller() {
        assertThat(Addresses.block("2001:db8:1:2::1"))
                .isEqualTo(Addresses.block("2001:db8:1:2:ffff:ffff:ffff:ffff"))
                .isNotEqualTo(Addresses.block("2001:db8:1:3::1"));
    }

    @Test
    void anIpv4AddressInIpv6ClothesIsItself() {
        assertThat(Addresses.block("::ffff:203.0.113.7"))
                .isNotEqualTo(Addresses.block("::ffff:203.0.113.8"));
    }
}
