package dev.sentinel.trust.handover;

import dev.sentinel.audit.event.Origin;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.web.Head;
import dev.sentinel.web.Request;
import java.util.Optional;

/**
 * What the gateway tells of a call beside its caller: from where it came, in which session, and
 * with which token. As with {@link HandedOverCallers} it is believed behind the gateway's key only;
 * without that key these headers are anybody's and are not looked at.
 */
public final class HandedOverCalls {
    /** The caller's address. */
    public static final String ADDRESS = "X-Forwarded-For";

    /** The session of the caller's token. */
    public static final String SESSION = "X-Session-Id";

    /** The Bearer token of a caller who was not asked who it is, such as a refresh token. */
    public static final String PRESENTED = "X-Presented-Token";

    private final ServiceKeys keys;
    private final String gateway;

    /** Believes the service of this name. */
    public HandedOverCalls(ServiceKeys keys, String gateway) {
        this.keys = keys;
        this.gateway = gateway;
    }

    /** The address of the caller itself, never of the gateway. */
    public String address(Head head) {
        return told(head, ADDRESS).orElseGet(head::remoteAddress);
    }

    /** From where a request came, as the audit log names it. */
    public Origin origin(Request request) {
        return Origin.of(address(request), request.userAgent(), request.requestId());
    }

    /** One of the headers above, when the gateway has set it. */
    public Optional<String> told(Head head, String name) {
        return isFromGateway(head)
                ? head.header(name).filter(_ -> head.headers(name).size() == 1)
                : Optional.empty();
    }

    /** Whether the request shows the gateway's key; one that shows a wrong key is refused. */
    public boolean isFromGateway(Head head) {
        return keys.authenticate(head).filter(service -> service.id().equals(gateway)).isPresent();
    }
}
