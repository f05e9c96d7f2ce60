package dev.sentinel.web;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Sets of addresses, as CIDR writes them (RFC 4632, RFC 4291 section 2.3). */
public final class Networks {
    public static final Networks NONE = new Networks(List.of());

    private final List<Network> networks;

    private record Network(InetAddress first, int prefix) {
        private boolean contains(InetAddress other) {
            byte[] mine = first.getAddress();
            byte[] its = other.getAddress();
            if (mine.length != its.length) {
                return false;
            }
            int away = mine.length * 8 - prefix;
            return new BigInteger(1, mine)
                    .shiftRight(away)
                    .equals(new BigInteger(1, its).shiftRight(away));
        }
    }

    private Networks(List<Network> networks) {
        this.networks = List.copyOf(networks);
    }

    /**
     * Reads networks, with commas between.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static Networks parse(String text) {
        List<Network> networks = new ArrayList<>();
        for (String each : text.split("[,\\s]+", -1)) {
            networks.add(network(each));
        }
        return new Networks(networks);
    }

    private static Network network(String text) {
        try {
            int slash = text.indexOf('/');
            InetAddress address =
                    InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash));
            int most = address.getAddress().length * 8;
            int prefix = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            // A prefix of zero is everybody, which is never who is meant.
            if (prefix > 0 && prefix <= most) {
                return new Network(address, prefix);
            }
        } catch (IllegalArgumentException _) {
            // Falls through to the one message.
        }
        throw new IllegalArgumentException(
                "holds '" + text + "': use networks such as 10.1.0.0/16 or fd00:1::/32");
    }

    public boolean isEmpty() {
        return networks.isEmpty();
    }

    /** Whether an address, as text, is in one of them; what is no address is in none. */
    boolean contains(String address) {
        if (networks.isEmpty()) {
            return false;
        }
        try {
            InetAddress literal = InetAddress.ofLiteral(address);
            return networks.stream().anyMatch(network -> network.contains(literal));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
