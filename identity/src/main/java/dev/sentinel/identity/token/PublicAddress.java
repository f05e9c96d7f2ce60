package dev.sentinel.identity.token;

import java.net.Inet4Address;
import java.net.InetAddress;

/**
 * Whether an address is one of the public internet: what a caller names must not make us knock at
 * doors inside (server-side request forgery), such as the metadata service of a cloud.
 */
final class PublicAddress {
    private PublicAddress() {}

    static boolean is(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(bytes);
    }

    /** RFC 6890: this network, shared (RFC 6598), protocol assignments, benchmarks, reserved. */
    private static boolean isPublic4(byte[] address) {
        int first = address[0] & 0xFF;
        int second = address[1] & 0xFF;
        int third = address[2] & 0xFF;
        return first != 0
                && first < 240
                && !(first == 100 && second >= 64 && second < 128)
                && !(first == 192 && second == 0 && (third == 0 || third == 2))
                && !(first == 198 && (second == 18 || second == 19))
                && !(first == 198 && second == 51 && third == 100)
                && !(first == 203 && second == 0 && third == 113);
    }

    /**
     * Global unicast alone (2000::/3), without the ranges that carry an IPv4 address inside: 6to4
     * and Teredo lead wherever that address does; so does NAT64, which 2000::/3 leaves out.
     */
    private static boolean isPublic6(byte[] address) {
        int first = ((address[0] & 0xFF) << 8) | (address[1] & 0xFF);
        int second = ((address[2] & 0xFF) << 8) | (address[3] & 0xFF);
        return (first & 0xE000) == 0x2000
                && first != 0x2002
                && !(first == 0x2001 && (second == 0 || second == 0xDB8));
    }
}
