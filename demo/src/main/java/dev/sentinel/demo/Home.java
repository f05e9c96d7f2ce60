package dev.sentinel.demo;

import java.nio.file.Path;

/** The directory of the checkout, which the launcher names. */
final class Home {
    private Home() {}

    static Path path() {
        return Path.of(System.getProperty("sentinel.home", ".")).toAbsolutePath().normalize();
    }
}
