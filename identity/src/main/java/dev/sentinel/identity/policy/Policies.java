package dev.sentinel.identity.policy;

import dev.sentinel.audit.event.Actor;
import dev.sentinel.audit.event.AuditEvent;
import dev.sentinel.audit.log.AuditLog;
import dev.sentinel.identity.policy.PolicyDirectory.Loaded;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.Rules;
import dev.sentinel.web.Access;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policy in force, and the access rules that ask it.
 *
 * <p>Another policy takes over whole or not at all: one that does not load leaves the one before it
 * in force, and says so as an error and in the audit log.
 */
public final class Policies {
    private static final Logger LOG = LoggerFactory.getLogger(Policies.class);
    private static final String WORKSPACE = "system";
    private static final Access ADMINS = Rules.role(Role.ADMIN);

    private final PolicyDirectory directory;
    private final AuditLog audit;
    private volatile Loaded inForce;
    private String stamp;

    /**
     * Loads the policy of a directory; without one, the table that the program carries.
     *
     * @throws IllegalArgumentException when it does not load: nothing starts on a bad policy
     */
    public Policies(Optional<Path> directory, AuditLog audit) {
        this.directory = new PolicyDirectory(directory);
        this.audit = audit;
        this.stamp = this.directory.stamp();
        try {
            this.inForce = this.directory.load();
        } catch (PolicyRefused refused) {
            throw new IllegalArgumentException("POLICY_DIR: " + refused.getMessage(), refused);
        }
    }

    /** A rule for administrators, and for the tokens that the policy lets in. */
    public Access rule(String method, String path) {
        return new PolicyRule(this::current, method, path, ADMINS);
    }

    /** As {@link #rule}, and for services of the platform. */
    public Access ruleOrService(String method, String path) {
        return new PolicyRule(this::current, method, path, Rules.anyOf(ADMINS, Rules.service()));
    }

    /** As {@link #rule}, and for every person. */
    public Access ruleOrPerson(String method, String path) {
        return new PolicyRule(this::current, method, path, Rules.role(Role.VIEWER));
    }

    /** Looks whether a file has changed, and if so takes it up. */
    public synchronized void refresh() {
        if (!directory.stamp().equals(stamp)) {
            reload();
        }
    }

    /** Reads the directory again, changed or not. */
    public synchronized void reload() {
        Loaded before = inForce;
        // First: a file that changes while it is read is looked at once more.
        stamp = directory.stamp();
        try {
            Loaded after = directory.load();
            if (after.sha256().equals(before.sha256())) {
                return;
            }
            inForce = after;
            LOG.info("policy {} ({}) is in force", after.source(), after.sha256());
            audit.record(
                    event().before(Map.of("sha256", before.sha256()))
                            .after(Map.of("sha256", after.sha256()))
                            .with("source", after.source()));
        } catch (PolicyRefused refused) {
            LOG.error(
                    "policy refused, {} stays in force: {}", before.source(), refused.getMessage());
            audit.record(event().failed().with("reason", String.valueOf(refused.getMessage())));
        }
    }

    /** Where the policy in force was read from. */
    public String source() {
        return inForce.source();
    }

    private Policy current() {
        return inForce.policy();
    }

    private static AuditEvent event() {
        return AuditEvent.of(PolicyActions.RELOADED, WORKSPACE, Actor.system("policy"));
    }
}
