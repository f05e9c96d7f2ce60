package dev.sentinel.web;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The proxies in front of us whose {@code X-Forwarded-For} is believed. The client is the
 * right-most address that is not one of them: what stands left of it, the client may have written
 * itself.
 */
public final class TrustedProxies {
    private static final Pattern IPV4 = Pattern.compile("([0-9]{1,3}\\.){3}[0-9]{1,3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");
    private static final int MOST_HOPS = 32;

    private final Networks networks;

    private TrustedProxies(Networks networks) {
        this.networks = networks;
    }

    /** Nobody: the client is whoever has connected. */
    public static TrustedProxies none() {
        return new TrustedProxies(Networks.NONE);
    }

    /** Those in these networks. */
    public static TrustedProxies in(Networks networks) {
        return new TrustedProxies(networks);
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
