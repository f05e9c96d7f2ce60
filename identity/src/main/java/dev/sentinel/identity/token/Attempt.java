package dev.sentinel.identity.token;

import dev.sentinel.audit.event.Origin;
import dev.sentinel.identity.limit.Admission;
import java.util.HashSet;
import java.util.Set;

/** One request, which may be judged several times but uses up its proofs once. */
final class Attempt {
    private final TokenRequest request;
    private final Admission admission;
    private final Origin origin;
    private final UsedOnce used;
    private final Set<OneTime> taken = new HashSet<>();

    Attempt(TokenRequest request, Admission admission, Origin origin, UsedOnce used) {
        this.request = request;
        this.admission = admission;
        this.origin = origin;
        this.used = used;
    }

    /** False when somebody has used it before. */
    boolean takes(OneTime what) {
        return taken.contains(what) || (used.take(what) && taken.add(what));
    }

    TokenRequest request() {
        return request;
    }

    Admission admission() {
        return admission;
    }

    Origin origin() {
        return origin;
    }
}
