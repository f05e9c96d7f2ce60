package dev.sentinel.trust.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/** What of an address names one caller. */
public final class Addresses {
    private static final int NETWORK_BYTES = 8;

    private Addresses() {}

    /**
     * An IPv4 address as it is; of an IPv6 address its network, for every host may choose any of
     * the 2^64 addresses in it and would be another caller each time.
     */
    public static String block(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // A literal: nothing is looked up.
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(six.getAddress(), 0, NETWORK_BYTES)
                    : address;
        } catch (IllegalArgumentException _) {
            return address;
        }
    }
}
