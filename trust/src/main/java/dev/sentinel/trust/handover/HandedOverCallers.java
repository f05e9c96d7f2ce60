package dev.sentinel.trust.handover;

import dev.sentinel.trust.Principal;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.web.Authenticator;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import dev.sentinel.web.Problem;
import java.util.Optional;

/**
 * Who is calling, as the gateway tells it. A request must show the gateway's own key ({@link
 * ServiceKeys}, compared in constant time) before a word of its identity headers is believed; other
 * services speak for themselves only.
 *
 * <p>Nothing here is open to the public: the listener that uses this stands inside the trust zone.
 */
public final class HandedOverCallers implements Authenticator {
    private final ServiceKeys keys;
    private final String gateway;

    /** Believes what the service of this name says about callers. */
    public HandedOverCallers(ServiceKeys keys, String gateway) {
        this.keys = keys;
        this.gateway = gateway;
    }

    @Override
    public Optional<Caller> authenticate(Head head) {
        Optional<Caller> service = keys.authenticate(head);
        if (service.isEmpty() || !service.get().id().equals(gateway)) {
            return service;
        }
        if (head.headers(IdentityHeaders.ID).isEmpty()) {
            // An open route's call, or one of the gateway's own, such as a health probe.
            return service;
        }
        Optional<Principal> principal = IdentityHeaders.read(name -> single(head, name));
        if (principal.isEmpty()) {
            throw Problem.unauthenticated("the identity headers are not complete");
        }
        return Optional.of(principal.get());
    }

    /** The gateway sets each header once; a second one was added by somebody else. */
    private static Optional<String> single(Head head, String name) {
        if (head.headers(name).size() > 1) {
            throw Problem.unauthenticated("the identity headers are not single");
        }
        return head.header(name);
    }
}
