package dev.sentinel.bench.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.base.json.Json;
import dev.sentinel.bench.Figure;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Every peer in front of one upstream, loaded in turns with the same token. */
final class PeerComparison {
    private static final String GROUP =
            "GET of 1 KiB of JSON, 64 kept connections, processor time of the proxy";
    private static final int ROUNDS = 9;
    private static final int SLICES = 3;
    private static final Duration SETTLING = Duration.ofSeconds(1);
    // What has a JIT compiler needs many requests before it shows what it can do.
    private static final Duration WARM_UP = Duration.ofSeconds(60);

    private PeerComparison() {}

    /** Measures, in about eight minutes; a peer that is not installed is left out with a line. */
    static List<Figure> measure(Path home, Path stage, Consumer<String> progress)
            throws IOException, InterruptedException, GeneralSecurityException {
        return measure(home, stage, progress, true);
    }

    /** The gateway and the upstream only, in a minute. */
    static List<Figure> alone(Path home, Path stage, Consumer<String> progress)
            throws IOException, InterruptedException, GeneralSecurityException {
        return measure(home, stage, progress, false);
    }

    private static List<Figure> measure(
            Path home, Path stage, Consumer<String> progress, boolean compared)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path nginx = Program.find("nginx").orElseThrow();
        List<Peer> peers = new ArrayList<>();
        try {
            Peer upstream = Nginx.upstream(nginx, stage);
            peers.add(upstream);
            progress.accept("stores, identity and the gateway start");
            Platform ours =
                    Platform.start(
                            home, stage.resolve("sentinel"), Services.of(upstream.payload()), 1);
            peers.add(ours);
            String token = ours.token(0);
            if (compared) {
                peers.add(Nginx.proxy(nginx, stage, upstream.payload()));
                Path key = Files.writeString(stage.resolve("public.pem"), pem(ours.jwks(), token));
                peers.addAll(verifying(stage, upstream, key, progress));
            }
            return rounds(peers, ours, token, progress);
        } finally {
            peers.reversed().forEach(Peer::close);
        }
    }

    /** Those of them that are here. */
    private static List<Peer> verifying(
            Path stage, Peer upstream, Path key, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<Peer> peers = new ArrayList<>();
        Optional<Path> haproxy = Program.find("haproxy");
        if (haproxy.isPresent()) {
            peers.add(HaProxy.start(haproxy.get(), stage, upstream.payload(), key));
        } else {
            progress.accept("skipped: no haproxy: bench/peers/setup");
        }
        Path spring = Path.of(System.getenv().getOrDefault("SPRING_CLOUD_GATEWAY_JAR", ""));
        if (Files.isRegularFile(spring)) {
            peers.add(SpringCloudGateway.start(spring, stage, upstream.payload(), key));
        } else {
            progress.accept("skipped: Spring Cloud Gateway could not be built");
        }
        return peers;
    }

    private static List<Figure> rounds(
            List<Peer> peers, Peer ours, String token, Consumer<String> progress)
            throws IOException, InterruptedException {
        List<Readings> all = new ArrayList<>();
        for (Peer peer : peers) {
            progress.accept(peer.name() + " warms up");
            Round.of(peer, token, WARM_UP, 1);
            all.add(new Readings(peer, new ArrayList<>()));
        }
        for (int round = 1; round <= ROUNDS; round++) {
            progress.accept("round " + round + " of " + ROUNDS);
            for (Readings each : all) {
                each.rounds.add(Round.of(each.peer, token, SETTLING, SLICES));
            }
        }
        Readings own =
                all.stream().filter(each -> each.peer.equals(ours)).findFirst().orElseThrow();
        List<Figure> figures = new ArrayList<>();
        all.forEach(each -> figures.add(each.figure("", Round::micros, "µs")));
        all.stream()
                .filter(each -> !each.peer.equals(ours))
                .map(each ->
                        Figure.of(
                                GROUP,
                                "Sentinel in those of " + each.peer.name(),
                                Figure.ratios(own.of(Round::micros), each.of(Round::micros)),
                                "",
                                ""))
                .forEach(figures::add);
        all.forEach(each -> figures.add(each.figure("answers, ", Round::perSecond, "/s")));
        return figures;
    }

    private record Readings(Peer peer, List<Round> rounds) {
        List<Double> of(ToDoubleFunction<Round> reading) {
            return rounds.stream().map(reading::applyAsDouble).toList();
        }

        Figure figure(String what, ToDoubleFunction<Round> reading, String unit) {
            return Figure.of(GROUP, what + peer.name(), of(reading), unit, "");
        }
    }

    /** The key that signed the token, as peers read keys. */
    private static String pem(JsonNode jwks, String token)
            throws IOException, GeneralSecurityException {
        byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
        String id = Json.read(header).path("kid").asText();
        for (JsonNode key : jwks.path("keys")) {
            if (key.path("kid").asText().equals(id)) {
                PublicKey made =
                        KeyFactory.getInstance("RSA")
                                .generatePublic(
                                        new RSAPublicKeySpec(number(key, "n"), number(key, "e")));
                return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                        .formatted(
                                Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(made.getEncoded()));
            }
        }
        throw new IOException("identity does not publish the key of its token");
    }

    private static BigInteger number(JsonNode key, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(name).asText()));
    }
}
