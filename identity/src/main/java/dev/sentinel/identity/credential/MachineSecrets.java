package dev.sentinel.identity.credential;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.secret.Secret;
import dev.sentinel.identity.agent.AgentId;
import dev.sentinel.identity.credential.KeptSecret.InRow;
import dev.sentinel.identity.credential.KeptSecret.InVault;
import dev.sentinel.identity.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes client secrets and recognises them.
 *
 * <p>A secret is 256 random bits, so guessing is hopeless and a slow hash would only make each
 * token a hundred times dearer. What is kept is its HMAC-SHA-256 under a pepper that the database
 * never sees: a stolen table can neither be used nor searched. With Vault, the secret is kept there
 * and the row says where.
 */
public final class MachineSecrets {
    private static final Logger LOG = LoggerFactory.getLogger(MachineSecrets.class);
    private static final String PREFIX = "sk_live_";
    private static final int BYTES = 32;
    private static final int LEAST_PEPPER = 32;
    private static final String HMAC = "HmacSHA256";

    private final Mac peppered;
    private final SecureRandom random;
    private final Optional<VaultSecrets> inVault;

    /**
     * With a pepper that all processes share.
     *
     * @param vault where new secrets are kept; without it, in their rows
     * @throws IllegalArgumentException when the pepper is shorter than 32 characters
     */
    public MachineSecrets(Secret pepper, SecureRandom random, Optional<Vault> vault, Clock clock) {
        requireLong(pepper);
        this.peppered = peppered(pepper.expose().getBytes(StandardCharsets.UTF_8));
        this.random = random;
        this.inVault = vault.map(each -> new VaultSecrets(each, this::mac, clock));
    }

    /**
     * What client secrets are hashed under.
     *
     * @throws IllegalArgumentException when it is shorter than 32 characters
     */
    public static Secret pepper(String text) {
        Secret pepper = new Secret(text);
        requireLong(pepper);
        return pepper;
    }

    private static void requireLong(Secret pepper) {
        int length = pepper.expose().getBytes(StandardCharsets.UTF_8).length;
        if (length < LEAST_PEPPER) {
            throw new IllegalArgumentException(
                    "has "
                            + length
                            + " characters: use at least "
                            + LEAST_PEPPER
                            + ", such as `openssl rand -base64 32` prints");
        }
    }

    /** A secret that nobody has seen yet, and how it is kept. */
    record Made(Secret secret, KeptSecret kept) {}

    /** The first secret of a credential. */
    Made first(AgentId agent, CredentialId credential) {
        Secret secret = generate();
        return new Made(
                secret,
                inVault.<KeptSecret>map(vault -> vault.put(agent, credential, secret))
                        .orElseGet(() -> new InRow(mac(secret))));
    }

    /** A further one, kept where secrets are kept now. */
    Made another(AgentId agent, CredentialId credential, KeptSecret before) {
        if (inVault.isPresent() && before instanceof InVault kept) {
            Secret secret = generate();
            return new Made(secret, inVault.get().put(kept, secret));
        }
        return first(agent, credential);
    }

    /** A first secret that came to nothing; nobody has seen it, so it may as well stay. */
    void forget(AgentId agent, CredentialId credential) {
        try {
            inVault.ifPresent(vault -> vault.destroy(vault.path(agent, credential)));
        } catch (Unavailable away) {
            LOG.debug("a secret that was never used stays in Vault: {}", away.getMessage());
        }
    }

    /**
     * Which of a client's keys the secret belongs to. All that can be are compared, also after a
     * match: the delay must not tell which one it was. Vault is asked only when no row knows it.
     *
     * @throws Unavailable when it may be one that Vault knows, and Vault is away
     */
    public <K> Optional<K> find(List<K> keys, Function<K, KeptSecret> keeping, SecretMac given) {
        Optional<K> match = Optional.empty();
        for (K key : keys) {
            if (keeping.apply(key) instanceof InRow(var mac) && mac.matches(given)) {
                match = Optional.of(key);
            }
        }
        return match.isPresent() ? match : findInVault(keys, keeping, given);
    }

    private <K> Optional<K> findInVault(
            List<K> keys, Function<K, KeptSecret> keeping, SecretMac given) {
        Optional<Unavailable> away = Optional.empty();
        for (K key : keys) {
            try {
                if (keeping.apply(key) instanceof InVault kept && holds(kept, given)) {
                    return Optional.of(key);
                }
            } catch (Unavailable notNow) {
                away = Optional.of(notNow);
            }
        }
        if (away.isPresent()) {
            throw away.get();
        }
        return Optional.empty();
    }

    private boolean holds(InVault kept, SecretMac given) {
        return inVault.orElseThrow(
                        () -> new Unavailable("vault", "VAULT_ADDR and VAULT_TOKEN are not set"))
                .holds(kept, given);
    }

    /** A new one: {@code sk_live_} and 64 hexadecimal digits. */
    private Secret generate() {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new Secret(PREFIX + HexFormat.of().formatHex(bytes));
    }

    /** What is kept of a secret. */
    public SecretMac mac(Secret secret) {
        try {
            // A copy: finding one and giving it the pepper would cost more than the rest.
            Mac mac = (Mac) peppered.clone();
            return new SecretMac(mac.doFinal(secret.expose().getBytes(StandardCharsets.UTF_8)));
        } catch (CloneNotSupportedException bug) {
            throw new IllegalStateException("HMAC-SHA-256 cannot be copied", bug);
        }
    }

    private static Mac peppered(byte[] pepper) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(pepper, HMAC));
            return mac;
        } catch (GeneralSecurityException bug) {
            throw new IllegalStateException("HMAC-SHA-256 is missing", bug);
        }
    }
}
