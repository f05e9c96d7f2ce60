package dev.sentinel.bench.gateway;

import dev.sentinel.stores.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** nginx with one worker: the upstream of every peer, or a plain proxy before it. */
final class Nginx {
    private Nginx() {}

    /** Answers {@code GET /payload} with 1 KiB of JSON from memory. */
    static Peer upstream(Path binary, Path stage) throws IOException, InterruptedException {
        return start(
                "upstream, asked directly",
                binary,
                stage.resolve("upstream"),
                """
                server {
                  listen 127.0.0.1:%d backlog=4096;
                  location = /payload { default_type application/json; return 200 '%s'; }
                  location = /health { return 204; }
                }
                """,
                Payload.JSON);
    }

    /** Forwards everything, over kept connections. */
    static Peer proxy(Path binary, Path stage, URI upstream)
            throws IOException, InterruptedException {
        return start(
                "nginx, plain proxy",
                binary,
                stage.resolve("proxy"),
                """
                upstream service { server %2$s; keepalive 256; keepalive_requests 1000000000; }
                server {
                  listen 127.0.0.1:%1$d backlog=4096;
                  location / {
                    proxy_pass http://service;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                  }
                }
                """,
                upstream.getAuthority());
    }

    private static Peer start(String name, Path binary, Path stage, String servers, String argument)
            throws IOException, InterruptedException {
        Files.createDirectories(stage);
        int port = Ports.free();
        Path config = stage.resolve("nginx.conf");
        Files.writeString(
                config,
                """
                daemon off;
                worker_processes 1;
                pid %1$s/nginx.pid;
                error_log stderr error;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  keepalive_requests 1000000000;
                  keepalive_timeout 600s;
                  client_body_temp_path %1$s/body;
                  proxy_temp_path %1$s/proxied;
                  fastcgi_temp_path %1$s/fastcgi;
                  uwsgi_temp_path %1$s/uwsgi;
                  scgi_temp_path %1$s/scgi;
                  %2$s
                }
                """
                        .formatted(stage, servers.formatted(port, argument)));
        URI payload = URI.create("http://127.0.0.1:" + port + "/payload");
        Program program =
                Program.start(
                        List.of(binary.toString(), "-e", "stderr", "-c", config.toString()),
                        stage.resolve("nginx.log"),
                        payload);
        return new OtherServer(name, payload, program);
    }
}
