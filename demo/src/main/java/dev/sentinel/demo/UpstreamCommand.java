package dev.sentinel.demo;

import dev.sentinel.demo.upstream.EchoUpstream;
import dev.sentinel.server.cli.Output;
import dev.sentinel.server.cli.Running;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "upstream",
        description =
                "Plays the services behind the gateway: nexus, zen, agents and ingestion, each below its own path.")
final class UpstreamCommand implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9021",
            description = "where to listen (default: 9021)")
    private int port;

    @Override
    public Integer call() throws InterruptedException, IOException {
        EchoUpstream upstream = EchoUpstream.start(port);
        Running running = Running.until(upstream);
        output.line("nexus, zen, agents and ingestion on http://127.0.0.1:" + upstream.port());
        running.await();
        return ExitCode.OK;
    }
}
