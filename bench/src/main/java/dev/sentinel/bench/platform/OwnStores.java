package dev.sentinel.bench.platform;

import dev.sentinel.base.config.Settings;
import dev.sentinel.demo.stores.DemoDirectory;
import dev.sentinel.demo.stores.DemoStores;
import dev.sentinel.stores.Ports;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * PostgreSQL and Redis, durable and real, for one program that is measured; they outlive it when it
 * is killed.
 */
public final class OwnStores implements AutoCloseable {
    private final DemoDirectory directory;
    private final DemoStores stores;
    private final Map<String, String> environment;

    private OwnStores(DemoDirectory directory, DemoStores stores, Map<String, String> environment) {
        this.directory = directory;
        this.stores = stores;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Starts them below a directory.
     *
     * @param given settings of the program
     * @param ports settings that are to be free ports
     */
    public static OwnStores start(Path stage, Map<String, String> given, List<String> ports) {
        Map<String, String> environment = new HashMap<>(given);
        for (String port : ports) {
            environment.put(port, Integer.toString(Ports.free()));
        }
        DemoDirectory directory = DemoDirectory.take(stage.resolve("stores"));
        DemoStores stores =
                DemoStores.start(
                        directory,
                        Settings.load(environment, stage.resolve("none.env")),
                        List.of(),
                        new SecureRandom());
        environment.putAll(stores.settings());
        return new OwnStores(directory, stores, environment);
    }

    /** What was given, and where ports and stores are. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Where their files are. */
    public Path path() {
        return directory.path();
    }

    @Override
    public void close() {
        stores.close();
        directory.close();
    }
}
