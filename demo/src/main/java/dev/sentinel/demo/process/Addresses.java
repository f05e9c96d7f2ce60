package dev.sentinel.demo.process;

import java.net.URI;

/** Where the parts of the demo listen. */
public record Addresses(URI gateway, URI identity, URI risk, URI management, URI upstream) {

    static Addresses of(int gateway, int identity, int risk, int management, int upstream) {
        return new Addresses(
                local(gateway), local(identity), local(risk), local(management), local(upstream));
    }

    private static URI local(int port) {
        return URI.create("http://localhost:" + port);
    }
}
