package dev.sentinel.bench.gateway;

import dev.sentinel.bench.process.ProcessTimes;
import dev.sentinel.stores.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Spring Cloud Gateway with one route and Spring Security's resource server, on our JDK. */
final class SpringCloudGateway implements Peer {
    private final URI payload;
    private final Program program;

    private SpringCloudGateway(URI payload, Program program) {
        this.payload = payload;
        this.program = program;
    }

    /**
     * Starts it.
     *
     * @param jar built from {@code bench/peers/spring-cloud-gateway}
     * @param publicKey that tokens must be signed by, in PEM
     */
    static SpringCloudGateway start(Path jar, Path stage, URI upstream, Path publicKey)
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
        return new SpringCloudGateway(payload, program);
    }

    @Override
    public String name() {
        return "Spring Cloud Gateway with resource server";
    }

    @Override
    public URI payload() {
        return payload;
    }

    @Override
    public long processorMicros() throws IOException {
        return ProcessTimes.micros(program.pid());
    }

    @Override
    public void close() {
        program.close();
    }
}
