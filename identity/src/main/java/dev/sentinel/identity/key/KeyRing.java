package dev.sentinel.identity.key;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.event.Origin;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.base.sql.Database;
import dev.sentinel.base.sql.Tx;
import dev.sentinel.identity.key.SigningKey.State;
import dev.sentinel.trust.crypto.CryptoProvider;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import dev.sentinel.trust.token.VerificationKey;
import dev.sentinel.trust.token.VerificationKeys;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The signing keys: one active, one next, and the retired ones whose tokens still live.
 *
 * <p>Rotation overlaps. The next key stands in the JWKS long before it signs, the retired one until
 * its last token has expired, so no verifier ever meets a key it cannot find. Every process reads
 * the ring again every few seconds; until then it signs with the key that was active, which is
 * still published.
 */
public final class KeyRing implements VerificationKeys {
    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
    private static final String WORKSPACE = "system";
    private static final Actor SELF = Actor.system("key-ring");

    private final Database database;
    private final AuditLog audit;
    private final KeyRingStore store = new KeyRingStore();
    private final KeySealer sealer;
    private final KeyRingConfig config;
    private final CryptoProvider provider;
    private final Clock clock;
    private volatile PublishedKeys current;

    /** A ring without keys: {@link #open} reads them. */
    public KeyRing(
            Database database,
            AuditLog audit,
            KeySealer sealer,
            KeyRingConfig config,
            CryptoProvider provider,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.sealer = sealer;
        this.config = config;
        this.provider = provider;
        this.clock = clock;
        this.current = PublishedKeys.none();
    }

    /**
     * Opens the ring; takes up the seed and makes what is missing.
     *
     * @throws IllegalArgumentException when the seed is not a usable key
     * @throws IllegalStateException when stored keys do not open under this key-encryption key
     */
    public void open() {
        current = published(database.transaction(this::completed));
    }

    /** Signs new tokens. */
    public Signer active() {
        return current.signer();
    }

    /** The key of this id, while it is published. */
    @Override
    public Optional<VerificationKey> find(String kid) {
        return current.find(kid);
    }

    @Override
    public boolean ready() {
        return current.isRead();
    }

    /** The published keys as a JWK set (RFC 7517 section 5), in bytes. */
    byte[] jwks() {
        return current.jwks();
    }

    KeyRingConfig config() {
        return config;
    }

    /** The next key signs from now on, the active one retires, a new next one is made. */
    public Rotation rotate(Actor actor, Origin origin) {
        Rotation rotation =
                database.transaction(tx -> {
                    store.lock(tx);
                    List<SigningKey> keys = store.all(tx);
                    SigningKey active = only(keys, State.ACTIVE);
                    SigningKey next = only(keys, State.NEXT);
                    Instant now = clock.instant();
                    store.retire(tx, active.kid(), now);
                    store.activate(tx, next.kid(), now);
                    store.insert(tx, made(State.NEXT, generated()));
                    audit.append(
                            tx,
                            AuditEvent.of(KeyActions.ROTATED, WORKSPACE, actor)
                                    .on("key", next.kid())
                                    .from(origin)
                                    .before(Map.of("kid", active.kid()))
                                    .after(Map.of("kid", next.kid())));
                    return new Rotation(next.kid(), active.kid());
                });
        refresh();
        LOG.info("signing key {} retired, {} active", rotation.retired(), rotation.active());
        return rotation;
    }

    /** Which key signs now, and which one did. */
    public record Rotation(String active, String retired) {}

    /** Reads the ring again: another process may have rotated it, and retired keys leave it. */
    public void refresh() {
        current = published(database.read(store::all));
    }

    private List<SigningKey> completed(Tx tx) {
        store.lock(tx);
        config.seed().ifPresent(pem -> takeUp(tx, RsaPem.parse(pem)));
        for (State state : List.of(State.ACTIVE, State.NEXT)) {
            if (find(store.all(tx), state).isEmpty()) {
                add(tx, made(state, generated()));
            }
        }
        return store.all(tx);
    }

    private void takeUp(Tx tx, RSAPrivateCrtKey given) {
        SigningKey seed = made(State.ACTIVE, given);
        List<SigningKey> keys = store.all(tx);
        Optional<SigningKey> known =
                keys.stream().filter(key -> key.kid().equals(seed.kid())).findFirst();
        if (known.isPresent()) {
            if (known.get().state() == State.RETIRED) {
                LOG.warn("JWT_PRIVATE_KEY is key {}, which was retired: not used", seed.kid());
            }
            return;
        }
        find(keys, State.ACTIVE).ifPresent(old -> store.retire(tx, old.kid(), clock.instant()));
        add(tx, seed);
    }

    private void add(Tx tx, SigningKey key) {
        store.insert(tx, key);
        audit.append(
                tx,
                AuditEvent.of(KeyActions.ADDED, WORKSPACE, SELF)
                        .on("key", key.kid())
                        .after(Map.of("kid", key.kid(), "state", key.state())));
    }

    private SigningKey made(State state, RSAPrivateCrtKey key) {
        RSAPublicKey publicKey = publicKey(key);
        String kid = thumbprint(publicKey);
        return new SigningKey(
                kid,
                SignatureAlgorithm.RS256,
                state,
                publicKey,
                Optional.of(sealer.seal(kid, key.getEncoded())),
                clock.instant(),
                Optional.empty());
    }

    private RSAPrivateCrtKey generated() {
        return (RSAPrivateCrtKey) provider.generate(SignatureAlgorithm.RS256).getPrivate();
    }

    private PublishedKeys published(List<SigningKey> keys) {
        Instant oldest = clock.instant().minus(config.retiredFor());
        List<SigningKey> shown =
                keys.stream()
                        .filter(key -> key.retiredAt().map(oldest::isBefore).orElse(true))
                        .toList();
        SigningKey active = only(keys, State.ACTIVE);
        Signer signer =
                current.signs(active.kid())
                        ? current.signer()
                        : new Signer(
                                active.kid(), active.algorithm(), privateKey(active), provider);
        return PublishedKeys.of(signer, shown);
    }

    private RSAPrivateCrtKey privateKey(SigningKey key) {
        byte[] sealed =
                key.sealedPrivate()
                        .orElseThrow(() -> new IllegalStateException(key.kid() + " is retired"));
        return RsaPem.read(sealer.open(key.kid(), sealed));
    }

    private static RSAPublicKey publicKey(RSAPrivateCrtKey key) {
        try {
            return (RSAPublicKey)
                    KeyFactory.getInstance("RSA")
                            .generatePublic(
                                    new RSAPublicKeySpec(
                                            key.getModulus(), key.getPublicExponent()));
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("an RSA key without a public half", bug);
        }
    }

    private static String thumbprint(RSAPublicKey key) {
        try {
            return new RSAKey.Builder(key).build().computeThumbprint().toString();
        } catch (JOSEException bug) {
            throw new IllegalStateException("SHA-256 is missing", bug);
        }
    }

    private static Optional<SigningKey> find(List<SigningKey> keys, State state) {
        return keys.stream().filter(key -> key.state() == state).findFirst();
    }

    private static SigningKey only(List<SigningKey> keys, State state) {
        return find(keys, state)
                .orElseThrow(() -> new IllegalStateException("the key ring has no " + state));
    }
}
