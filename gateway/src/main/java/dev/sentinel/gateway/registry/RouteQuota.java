package dev.sentinel.gateway.registry;

import dev.sentinel.trust.limit.Quota;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often one route, or all routes of a service together, may be called.
 *
 * @param counter names what is counted: a service, or one of its routes under all its paths
 * @param most for each kind of caller; a call counts for all that it is
 * @param withoutRedis what becomes of calls that cannot be counted together
 */
public record RouteQuota(String counter, Map<Per, Quota> most, WithoutRedis withoutRedis) {
    public RouteQuota {
        most = Map.copyOf(most);
    }

    /** Whom a quota is for: who was verified, never what a client says of itself. */
    public enum Per {
        USER,
        AGENT,
        WORKSPACE,
        /** Of the peer, or of the client that a trusted proxy names. */
        ADDRESS
    }

    /** Every way to go on while counters are away. */
    public enum WithoutRedis {
        /** Each gateway counts alone, from what it heard last. */
        LOCAL,
        /** Calls are answered 503. */
        REFUSE,
        /** Calls pass uncounted. */
        ALLOW
    }

    boolean isEmpty() {
        return most.isEmpty();
    }

    static RouteQuota read(YamlMap map, String counter) {
        Map<Per, Quota> most = new EnumMap<>(Per.class);
        for (Per per : Per.values()) {
            QuotaText.read(map, per).ifPresent(quota -> most.put(per, quota));
        }
        WithoutRedis withoutRedis =
                map.choice("without_redis", WithoutRedis.class).orElse(WithoutRedis.LOCAL);
        map.refuseUnknown();
        return new RouteQuota(counter, most, withoutRedis);
    }

    /** Empty when it limits nothing: that takes a service's quota away from a route. */
    static Optional<RouteQuota> unlessEmpty(RouteQuota quota) {
        return quota.isEmpty() ? Optional.empty() : Optional.of(quota);
    }
}
