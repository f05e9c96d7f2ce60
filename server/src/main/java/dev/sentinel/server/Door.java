package dev.sentinel.server;

import java.util.Arrays;

/** Where callers come in. */
enum Door {
    GATEWAY("gateway", "APP_PORT"),
    GATEWAY_MTLS("gateway-mtls", "GATEWAY_MTLS_PORT"),
    IDENTITY("identity", "IDENTITY_PORT"),
    IDENTITY_MTLS("identity-mtls", "IDENTITY_MTLS_PORT"),
    RISK("risk", "RISK_PORT"),
    MANAGEMENT("management", "MANAGEMENT_PORT");

    private final String listener;
    private final String setting;

    Door(String listener, String setting) {
        this.listener = listener;
        this.setting = setting;
    }

    static Door of(String listener) {
        return Arrays.stream(values())
                .filter(door -> door.listener.equals(listener))
                .findFirst()
                .orElseThrow();
    }

    /** What logs and metrics call it. */
    String listener() {
        return listener;
    }

    /** What chooses its port. */
    String setting() {
        return setting;
    }
}
