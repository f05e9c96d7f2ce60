package dev.sentinel.demo.process;

import dev.sentinel.base.config.Settings;
import dev.sentinel.demo.signin.DemoSignIn;
import dev.sentinel.demo.stores.DemoDirectory;
import dev.sentinel.demo.stores.DemoFailure;
import dev.sentinel.demo.stores.DemoStores;
import dev.sentinel.demo.upstream.EchoUpstream;
import dev.sentinel.server.Additions;
import dev.sentinel.server.Sentinel;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A running demo. Closing it stops the platform first, which finishes what it accepted, and then
 * the stores.
 */
public final class DemoProcess implements AutoCloseable {
    private final DemoDirectory directory;
    private final DemoStores stores;
    private final EchoUpstream upstream;
    private final Sentinel sentinel;
    private final DemoSettings settings;

    private DemoProcess(
            DemoDirectory directory,
            DemoStores stores,
            EchoUpstream upstream,
            Sentinel sentinel,
            DemoSettings settings) {
        this.directory = directory;
        this.stores = stores;
        this.upstream = upstream;
        this.sentinel = sentinel;
        this.settings = settings;
    }

    /** Where a demo of this checkout keeps its data. */
    public static Path directory(Path home) {
        return home.resolve(".sentinel");
    }

    /** Where a demo of this checkout listens. */
    public static Addresses addresses(Path home, Map<String, String> environment) {
        return settings(home, environment).addresses();
    }

    /**
     * The settings of a demo of this checkout, whether it runs or not: what was given, its own
     * stores, its secrets.
     */
    public static Settings settingsOf(Path home, Map<String, String> environment) {
        DemoSettings settings = settings(home, environment);
        return settings.complete(
                directory(home), DemoStores.settingsOf(directory(home), settings.given()));
    }

    /**
     * Starts everything and returns when all ports are open.
     *
     * @param home of the checkout: data goes to {@code .sentinel} in it, {@code .env} is read
     * @param environment of the process
     */
    public static DemoProcess start(Path home, Map<String, String> environment) {
        SecureRandom random = new SecureRandom();
        DemoSettings settings = settings(home, environment);
        DemoDirectory directory = DemoDirectory.take(directory(home));
        try {
            DemoStores stores =
                    DemoStores.start(directory, settings.given(), settings.ports(), random);
            try {
                return start(directory, stores, settings, random);
            } catch (RuntimeException failure) {
                stores.close();
                throw failure;
            }
        } catch (RuntimeException failure) {
            directory.close();
            throw failure;
        }
    }

    private static DemoProcess start(
            DemoDirectory directory,
            DemoStores stores,
            DemoSettings settings,
            SecureRandom random) {
        EchoUpstream upstream = upstream(settings.upstreamPort());
        try {
            Sentinel sentinel =
                    Sentinel.start(
                            settings.complete(directory.path(), stores.settings()),
                            new Additions(new DemoSignIn(), DemoSignIn::isOurs, List.of()),
                            Clock.systemUTC(),
                            random);
            return new DemoProcess(directory, stores, upstream, sentinel, settings);
        } catch (RuntimeException failure) {
            upstream.close();
            throw failure;
        }
    }

    private static EchoUpstream upstream(int port) {
        try {
            return EchoUpstream.start(port);
        } catch (IOException taken) {
            throw new DemoFailure(
                    "cannot listen on port "
                            + port
                            + " (DEMO_UPSTREAM_PORT): "
                            + taken.getMessage());
        }
    }

    public Addresses addresses() {
        return settings.addresses();
    }

    /** Where the demo keeps its data. */
    public Path directory() {
        return directory.path();
    }

    /** The environment in which another process finds these stores and plays the same platform. */
    public Map<String, String> environment() {
        return settings.environmentOf(directory.path(), stores.settings());
    }

    /** Reads the files again that may change while it runs. */
    public void reload() {
        sentinel.reload();
    }

    /** Waits until every role has answered for itself, half a minute at most; whether all have. */
    public boolean awaitReady() throws InterruptedException {
        return sentinel.awaitReady();
    }

    /** Stops the platform; the stores go on. */
    public void stopPlatform() {
        sentinel.close();
    }

    @Override
    public void close() {
        sentinel.close();
        upstream.close();
        stores.close();
        directory.close();
    }

    private static DemoSettings settings(Path home, Map<String, String> environment) {
        return new DemoSettings(environment, home.resolve(".env"));
    }
}
