package dev.sentinel.gateway.reload;

import dev.sentinel.gateway.forward.ForwardedServices;
import dev.sentinel.gateway.forward.ServedRegistry;
import dev.sentinel.gateway.registry.RegistryRefused;
import dev.sentinel.gateway.registry.RegistrySource;
import dev.sentinel.gateway.registry.ServiceRegistry;
import dev.sentinel.gateway.registry.WriteSwitch;
import dev.sentinel.gateway.reload.AccessDiff.Cell;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts another registry in force while requests go on: when a file changes, or when asked. It takes
 * over whole or not at all; one that is wrong, or that opens what was closed without saying so,
 * leaves the one before it in force, and says so until it is mended.
 */
public final class RegistryReload implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryReload.class);

    /** Twice this is below the 100 ms within which another rule is to be in force. */
    private static final Duration LOOK = Duration.ofMillis(40);

    private static final int MOST_TOLD = 200;

    private final RegistrySource source;
    private final ForwardedServices services;
    private final Clock clock;
    private final Thread looking;
    private final List<Serving> servings = new ArrayList<>();
    private final Looks looks;
    private volatile Status status;

    /** Whoever answers requests by these routes. */
    public interface Serving {
        /** Throws {@link IllegalStateException}, and changes nothing, for routes that collide. */
        void serve(ServedRegistry registry);
    }

    /** When the registry in force was read, and since when another one is refused. */
    public record Status(Instant loadedAt, Optional<Instant> refusedSince) {
        public boolean isCurrent() {
            return refusedSince.isEmpty();
        }
    }

    public RegistryReload(RegistrySource source, ForwardedServices services, Clock clock) {
        this.source = source;
        this.services = services;
        this.clock = clock;
        this.looks = new Looks(stamp());
        this.status = new Status(clock.instant(), Optional.empty());
        this.looking = Thread.ofVirtual().name("registry-reload").unstarted(this::look);
    }

    /** From now on another registry is served there, too. */
    public synchronized void follow(Serving where) {
        servings.add(where);
    }

    /** Begins to look whether a file changes. */
    public void start() {
        WriteSwitch atFirst = services.inForce().registry().writeDisabled();
        if (!atFirst.isOff()) {
            tellOfWrites(atFirst);
        }
        looking.start();
    }

    public Status status() {
        return status;
    }

    /** Reads the files again, changed or not. */
    public synchronized void reload() {
        // First: a file that changes while it is read is looked at once more.
        looks.take(stamp());
        try {
            take(source.read());
        } catch (RegistryRefused refused) {
            refuse(String.valueOf(refused.getMessage()));
        } catch (RuntimeException | Error collides) {
            refuse(String.valueOf(collides.getMessage()));
        }
    }

    private void take(ServiceRegistry registry) {
        ServedRegistry before = services.inForce();
        if (registry.equals(before.registry())) {
            status = new Status(status.loadedAt(), Optional.empty());
            return;
        }
        ServedRegistry after = services.prepare(registry);
        AccessDiff diff = AccessDiff.between(before.table(), after.table());
        if (diff.widens() && !registry.allowWidening()) {
            refuse(
                    "it opens what was closed and does not say allow_widening: true\n"
                            + told(diff.opened()));
            return;
        }
        servings.forEach(serving -> serving.serve(after));
        services.put(after);
        status = new Status(clock.instant(), Optional.empty());
        tell(diff, before.registry().writeDisabled(), registry.writeDisabled());
    }

    private static void tell(AccessDiff diff, WriteSwitch before, WriteSwitch now) {
        boolean switched = !now.equals(before);
        if (!diff.isEmpty()) {
            LOG.warn(
                    "another service registry is in force\nopened:\n{}\nclosed:\n{}",
                    told(diff.opened()),
                    told(diff.closed()));
        } else if (!switched) {
            LOG.info("another service registry is in force; nobody may do more or less");
        }
        if (switched) {
            tellOfWrites(now);
        }
    }

    /** Whoever throws the switch in an emergency must see that it took. */
    private static void tellOfWrites(WriteSwitch now) {
        if (now.isOff()) {
            LOG.warn("changes are switched on again for everybody");
        } else {
            LOG.warn(
                    "changes are switched off for {}: calls other than GET and HEAD are 403"
                            + " WRITE_DISABLED",
                    now.describe());
        }
    }

    private void refuse(String why) {
        Instant since = status.refusedSince().orElseGet(clock::instant);
        status = new Status(status.loadedAt(), Optional.of(since));
        LOG.error("the service registry is refused, the one before it stays in force: {}", why);
    }

    private static String told(List<Cell> cells) {
        StringBuilder told = new StringBuilder();
        for (int i = 0; i < Math.min(cells.size(), MOST_TOLD); i++) {
            told.append("  ").append(cells.get(i)).append('\n');
        }
        if (cells.size() > MOST_TOLD) {
            told.append("  and ").append(cells.size() - MOST_TOLD).append(" more\n");
        }
        return cells.isEmpty() ? "  nothing\n" : told.toString();
    }

    private String stamp() {
        return source.stamp(services.inForce().registry());
    }

    private void look() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                refresh();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void refresh() {
        if (looks.isDue(stamp())) {
            reload();
        }
    }

    @Override
    public void close() {
        looking.interrupt();
    }
}
