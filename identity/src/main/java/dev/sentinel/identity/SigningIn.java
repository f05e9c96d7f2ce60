package dev.sentinel.identity;

import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.id.Ids;
import dev.sentinel.base.redis.Redis;
import dev.sentinel.base.sql.Database;
import dev.sentinel.identity.key.AccessTokenSigner;
import dev.sentinel.identity.key.KeyRing;
import dev.sentinel.identity.key.KeySealer;
import dev.sentinel.identity.limit.Attempts;
import dev.sentinel.identity.limit.RequestLimits;
import dev.sentinel.identity.mfa.Challenges;
import dev.sentinel.identity.mfa.SecondFactorResource;
import dev.sentinel.identity.mfa.SecondFactors;
import dev.sentinel.identity.person.People;
import dev.sentinel.identity.person.UserResource;
import dev.sentinel.identity.revocation.Revocations;
import dev.sentinel.identity.session.SessionResource;
import dev.sentinel.identity.session.Sessions;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.trust.handover.HandedOverCalls;
import dev.sentinel.trust.token.TokenVerifier;
import dev.sentinel.web.Resource;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** People, their sessions and second factors, wired: a part of {@link Identity}. */
final class SigningIn implements AutoCloseable {
    private final People people;
    private final Sessions sessions;
    private final SecondFactors factors;
    private final List<Resource> resources;

    SigningIn(
            Database database,
            Redis redis,
            AuditLog audit,
            Revocations revocations,
            People people,
            KeyRing keys,
            TokenVerifier verifier,
            RequestLimits limits,
            IdentityConfig config,
            Ids ids,
            Clock clock,
            SecureRandom random) {
        this.people = people;
        factors =
                new SecondFactors(
                        database,
                        audit,
                        new KeySealer(
                                config.kek(),
                                config.keys().previousKeks(),
                                "second factor",
                                random),
                        config.pepper(),
                        clock,
                        random);
        sessions =
                new Sessions(
                        database,
                        audit,
                        revocations,
                        people,
                        new AccessTokenSigner(keys, config.people().sharedSecret()),
                        config.tokens(),
                        config.people(),
                        config.pepper(),
                        ids,
                        clock,
                        random);
        HandedOverCalls calls =
                new HandedOverCalls(
                        new ServiceKeys(Map.of(ServiceKeys.GATEWAY, config.serviceKey())),
                        ServiceKeys.GATEWAY);
        Attempts attempts = new Attempts(redis);
        resources =
                List.of(
                        new UserResource(people, config.people(), attempts, limits, calls),
                        new SessionResource(
                                people,
                                factors,
                                new Challenges(config.pepper(), clock),
                                sessions,
                                audit,
                                attempts,
                                config.people(),
                                calls,
                                verifier),
                        new SecondFactorResource(
                                factors, people, attempts, config.people().signIn(), calls));
    }

    List<Resource> resources() {
        return resources;
    }

    /** What is done by the clock. */
    void purge() {
        sessions.purge();
        factors.reseal();
    }

    @Override
    public void close() {
        people.close();
    }
}
