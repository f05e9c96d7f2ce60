package dev.sentinel.web;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The proxies in front of us whose {@code X-Forwarded-For} is believed. The client is the
 * right-most address that is not one of them: what stands left of it, the client may have written
 * itself.
 */
public final class TrustedProxies {
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final String FORWARDED = "X-Forwarded-For";
    private static final int MOST_HOPS = 32;

    private final Networks networks;
    private final Predicate<Head> relay;

    private TrustedProxies(Networks networks, Predicate<Head> relay) {
        this.networks = networks;
        this.relay = relay;
    }

    /** Nobody: the client is whoever has connected. */
    public static TrustedProxies none() {
        return new TrustedProxies(Networks.NONE, _ -> false);
    }

    /** Those in these networks. */
    public static TrustedProxies in(Networks networks) {
        return new TrustedProxies(networks, _ -> false);
    }

    /**
     * Also believes a request that proves to come from a relay of ours, wherever that runs, such as
     * by its key: its one {@code X-Forwarded-For} is the client.
     */
    public TrustedProxies orRelay(Predicate<Head> proved) {
        return new TrustedProxies(networks, proved);
    }

    /** Who has sent the request. */
    String client(String connected, Head head) {
        List<String> forwarded = head.headers(FORWARDED);
        if (forwarded.isEmpty()) {
            return connected;
        }
        boolean relayed =
                forwarded.size() == 1 && isAddress(forwarded.getFirst()) && relay.test(head);
        return relayed ? forwarded.getFirst() : client(connected, forwarded);
    }

    /** {@code forwarded} are the values of X-Forwarded-For, in the order received. */
    String client(String connected, List<String> forwarded) {
        if (forwarded.isEmpty() || !trusts(connected)) {
            return connected;
        }
        String[] hops = String.join(",", forwarded).split(",", -1);
        String client = connected;
        for (int i = hops.length - 1; i >= 0 && hops.length - i <= MOST_HOPS; i--) {
            String hop = hops[i].strip();
            if (!isAddress(hop)) {
                // Not an address: whoever wrote it, nothing left of it is worth more.
                return client;
            }
            client = hop;
            if (!trusts(hop)) {
                return client;
            }
        }
        return client;
    }

    /** Whether a header about the connection to the client, such as its scheme, is believed. */
    boolean trusts(String connected) {
        return networks.contains(connected);
    }

    /** Only literals are: a name is never looked up. */
    private static boolean isAddress(String text) {
        return IPV4.matcher(text).matches()
                || (text.indexOf(':') >= 0 && IPV6.matcher(text).matches());
    }
}
