package dev.sentinel.bench.gateway;

import dev.sentinel.stores.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * HAProxy on one thread, that verifies the signature of every token ({@code jwt_verify}) and denies
 * other algorithms than RS256.
 */
final class HaProxy {
    private HaProxy() {}

    /** With the public key, in PEM, that tokens must be signed by. */
    static Peer start(Path binary, Path stage, URI upstream, Path publicKey)
            throws IOException, InterruptedException {
        Path directory = Files.createDirectories(stage.resolve("haproxy"));
        int port = Ports.free();
        Path config = directory.resolve("haproxy.cfg");
        Files.writeString(
                config,
                """
                global
                  nbthread 1
                  maxconn 4096
                defaults
                  mode http
                  timeout connect 5s
                  timeout client 60s
                  timeout server 60s
                  http-reuse always
                frontend verified
                  bind 127.0.0.1:%d
                  http-request set-var(txn.token) http_auth_bearer
                  http-request set-var(txn.alg) var(txn.token),jwt_header_query('$.alg')
                  http-request deny unless { var(txn.alg) -m str RS256 }
                  http-request deny unless { var(txn.token),jwt_verify(txn.alg,"%s") -m int 1 }
                  default_backend service
                backend service
                  server upstream %s
                """
                        .formatted(port, publicKey, upstream.getAuthority()));
        URI payload = URI.create("http://127.0.0.1:" + port + "/payload");
        Program program =
                Program.start(
                        List.of(binary.toString(), "-db", "-f", config.toString()),
                        directory.resolve("haproxy.log"),
                        payload);
        return new OtherServer("HAProxy with jwt_verify", payload, program);
    }
}
