package dev.sentinel.server;

import java.util.Optional;

/** Which Sentinel this is. */
public final class Version {
    private Version() {}

    /** The version of the artifact; {@code dev} when it runs from compiled classes. */
    public static String current() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("dev");
    }
}
