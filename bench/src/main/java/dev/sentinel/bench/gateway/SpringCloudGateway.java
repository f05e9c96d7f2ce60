package dev.sentinel.bench.gateway;

import dev.sentinel.stores.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Spring Cloud Gateway with one route and Spring Security's resource server, on our JDK. */
final class SpringCloudGateway {
    private SpringCloudGateway() {}

    /**
     * Starts it.
     *
     * @param jar built from {@code bench/peers/spring-cloud-gateway}
     * @param publicKey that tokens must be signed by, in PEM
     */
    static Peer start(Path jar, Path stage, URI upstream, Path publicKey)
            throws IOException, InterruptedException {
        Path directory = Files.createDirectories(stage.resolve("spring"));
        URI payload = URI.create("http://127.0.0.1:" + Ports.free() + "/payload");
        Program program =
                Program.start(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xms256m",
                                "-Xmx1g",
                                "-jar",
                                jar.toString(),
                                "--server.port=" + payload.getPort(),
                                "--peer.upstream=http://" + upstream.getAuthority(),
                                "--peer.public-key=file:" + publicKey),
                        directory.resolve("spring.log"),
                        payload);
        return new OtherServer("Spring Cloud Gateway with resource server", payload, program);
    }
}
