package dev.sentinel.demo.stores;

import dev.sentinel.stores.Ports;
import java.util.List;

/**
 * A port that the demo is going to listen on.
 *
 * @param setting the variable that moves it
 */
public record NamedPort(String name, int port, String setting) {

    /** Fails when somebody else listens on one of them, naming each. */
    public static void requireFree(List<NamedPort> ports) {
        List<String> taken =
                ports.stream()
                        .filter(named -> Ports.taken(named.port()))
                        .map(named ->
                                "port %d (%s) is taken by another program: stop that, or choose another with %s"
                                        .formatted(named.port(), named.name(), named.setting()))
                        .toList();
        if (!taken.isEmpty()) {
            throw new DemoFailure(String.join(System.lineSeparator(), taken));
        }
    }
}
