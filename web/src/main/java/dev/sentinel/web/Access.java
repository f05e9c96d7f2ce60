package dev.sentinel.web;

import java.util.Optional;

/** Who may use a route. Every route has one; there is no default. */
public interface Access {
    /** The rule in the words of the route matrix, such as {@code scope(agents:read)}. */
    String describe();

    /** Whether the route works for anybody; then credentials are not even looked at. */
    default boolean isOpen() {
        return false;
    }

    /** Judges a caller, or the absence of one. */
    Verdict judge(Optional<Caller> caller);

    /** As {@link #judge(Optional)}, for a rule that also looks at the path asked for. */
    default Verdict judge(Optional<Caller> caller, String path) {
        return judge(caller);
    }

    /** Every way a judgement can end. */
    sealed interface Verdict {
        /** Go on. */
        record Allowed() implements Verdict {}

        /** Nobody is known to be calling: 401. */
        record WhoAreYou() implements Verdict {}

        /** Known, but not allowed: 403 with the reason, which names what is missing. */
        record Refused(String reason) implements Verdict {}
    }
}
