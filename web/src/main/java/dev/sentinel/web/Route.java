package dev.sentinel.web;

import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One endpoint, as data: method, path, dialect, access rule, whose workspace, limits, and what
 * answers it.
 *
 * <p>Path templates have literal segments, {@code {name}} for one segment, and {@code {name*}} last
 * for all the rest. The method {@code *} stands for any.
 *
 * @param access null only until {@link RouteTable} has refused it: a route without a rule stops the
 *     start
 * @param workspace where the request names a workspace, which must be its caller's
 * @param limit how often the route may be used
 * @param attempts how often its endpoint lets somebody try, which it counts itself, by what the
 *     body says; in the words of the route matrix
 * @param maxBody bytes of body at most; a longer one is refused before it is read
 * @param audit the action that an answer leaves in the audit log, beside what the feature writes
 */
public record Route(
        String method,
        String path,
        Dialect dialect,
        @Nullable Access access,
        Optional<WorkspaceField> workspace,
        Optional<RateLimit> limit,
        Optional<String> attempts,
        int maxBody,
        Optional<String> audit,
        Optional<Endpoint> endpoint,
        Optional<StreamEndpoint> stream) {
    public static final int DEFAULT_MAX_BODY = 64 * 1024;
    public static final String ANY = "*";

    public static Draft get(String path) {
        return new Draft("GET", path);
    }

    public static Draft post(String path) {
        return new Draft("POST", path);
    }

    public static Draft put(String path) {
        return new Draft("PUT", path);
    }

    public static Draft patch(String path) {
        return new Draft("PATCH", path);
    }

    public static Draft delete(String path) {
        return new Draft("DELETE", path);
    }

    /** A route for all methods. */
    public static Draft any(String path) {
        return new Draft(ANY, path);
    }

    /** A route whose method is known only at run time, such as one from the service registry. */
    public static Draft on(String method, String path) {
        return new Draft(method.toUpperCase(Locale.ROOT), path);
    }

    /** The rule; only for routes that a {@link RouteTable} has accepted. */
    public Access rule() {
        if (access == null) {
            throw new IllegalStateException(method + " " + path + " has no access rule");
        }
        return access;
    }

    /** The same route, answered otherwise. */
    public Route answeredBy(Endpoint other) {
        return new Route(
                method,
                path,
                dialect,
                access,
                workspace,
                limit,
                attempts,
                maxBody,
                audit,
                Optional.of(other),
                Optional.empty());
    }

    /** A route being written down. */
    public static final class Draft {
        private final String method;
        private final String path;
        private Dialect dialect = Dialect.PROBLEM;
        private @Nullable Access access;
        private Optional<WorkspaceField> workspace = Optional.empty();
        private Optional<RateLimit> limit = Optional.empty();
        private Optional<String> attempts = Optional.empty();
        private int maxBody = DEFAULT_MAX_BODY;
        private Optional<String> audit = Optional.empty();

        private Draft(String method, String path) {
            this.method = method;
            this.path = path;
        }

        public Draft dialect(Dialect spoken) {
            this.dialect = spoken;
            return this;
        }

        public Draft access(Access rule) {
            this.access = rule;
            return this;
        }

        /** Refuses a request that names another workspace than its caller's. */
        public Draft workspace(WorkspaceField field) {
            this.workspace = Optional.of(field);
            return this;
        }

        public Draft limit(RateLimit most) {
            this.limit = Optional.of(most);
            return this;
        }

        /** The endpoint counts, and this says what it lets pass. */
        public Draft attempts(String described) {
            this.attempts = Optional.of(described);
            return this;
        }

        /** The rule that somebody makes for this method and path. */
        public Draft access(BiFunction<String, String, Access> rule) {
            return access(rule.apply(method, path));
        }

        public Draft maxBody(int bytes) {
            this.maxBody = bytes;
            return this;
        }

        public Draft audit(String action) {
            this.audit = Optional.of(action);
            return this;
        }

        public Route to(Endpoint endpoint) {
            return answeredBy(Optional.of(endpoint), Optional.empty());
        }

        public Route stream(StreamEndpoint endpoint) {
            return answeredBy(Optional.empty(), Optional.of(endpoint));
        }

        private Route answeredBy(Optional<Endpoint> endpoint, Optional<StreamEndpoint> stream) {
            return new Route(
                    method, path, dialect, access, workspace, limit, attempts, maxBody, audit,
                    endpoint, stream);
        }
    }
}
