package dev.sentinel.gateway.selftest;

import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLException;

/**
 * Fires the corpus at a running gateway and says what held. A case that could not be judged is told
 * as such, and never counts as held.
 */
public final class SelfTest {
    private static final String PROBE = "x-selftest: is-it-you";

    // Few connections at once: this is no load.
    private static final int AT_ONCE = 8;

    private final URI server;
    private final Target target;
    private final String unseen;

    /** One case and what became of it. */
    public record Result(WireCase wireCase, Outcome outcome) {}

    /** Every way a case can end. */
    public sealed interface Outcome {
        record Held() implements Outcome {}

        record Broken(String what) implements Outcome {}

        /** It cannot be seen from where we stand. */
        record Unseen(String why) implements Outcome {}
    }

    /** The gateway does not answer at all, or not as one. */
    public static final class NoGateway extends Exception {
        private static final long serialVersionUID = 1;

        NoGateway(String message) {
            super(message);
        }
    }

    /** {@code unseen} is why what arrives behind the gateway is not seen; empty when it is. */
    private SelfTest(URI server, Target target, String unseen) {
        this.server = server;
        this.target = target;
        this.unseen = unseen;
    }

    /**
     * Looks what is there.
     *
     * @param echo a path that may lead to a service which tells what arrives
     * @param token for it; empty when there is none
     */
    public static SelfTest of(URI server, String echo, Optional<String> token) throws NoGateway {
        String host =
                server.getPort() < 0 ? server.getHost() : server.getHost() + ":" + server.getPort();
        Target outside = Target.outside(host);
        Conversation first;
        try {
            first = Conversation.hold(server, outside.next(), 1);
        } catch (SSLException failed) {
            throw new NoGateway(tls(server, failed));
        } catch (IOException nobody) {
            throw new NoGateway("nothing listens at " + server + ": start it, or name another");
        }
        if (first.answers().isEmpty() || !first.answers().getFirst().isOk()) {
            throw new NoGateway(
                    server + " does not answer GET " + outside.read() + " with 200: no gateway?");
        }
        if (token.isEmpty()) {
            return new SelfTest(server, outside, "there is no token for GET " + echo);
        }
        Target through = Target.through(host, echo, token.get());
        Optional<String> why = whyNoEcho(server, through);
        return why.isEmpty()
                ? new SelfTest(server, through, "")
                : new SelfTest(server, outside, why.get());
    }

    private static String tls(URI server, SSLException failed) {
        return failed.getCause() instanceof CertificateException
                ? server
                        + " shows a certificate that is not trusted here: name a trust store with"
                        + " its CA by JAVA_OPTIONS='-Djavax.net.ssl.trustStore=FILE"
                        + " -Djavax.net.ssl.trustStorePassword=PASSWORD'"
                : "TLS with " + server + " fails: " + failed.getMessage();
    }

    /** Nothing but a plain GET is sent to a service before it has shown that it is one. */
    private static Optional<String> whyNoEcho(URI server, Target through) throws NoGateway {
        String asked = "GET " + through.echo();
        try {
            Conversation probe = Conversation.hold(server, through.request(asked, PROBE), 1);
            if (probe.arrived().filter(arrived -> arrived.contains(PROBE)).isPresent()) {
                return Optional.empty();
            }
            if (probe.answers().isEmpty()) {
                return Optional.of(asked + " is not answered");
            }
            Conversation.Answer answer = probe.answers().getFirst();
            return Optional.of(
                    answer.isSuccess()
                            ? asked + " is answered by a service that does not tell what arrives"
                            : asked + " is answered " + answer.status());
        } catch (IOException gone) {
            throw new NoGateway(server + " went away");
        }
    }

    public boolean seesTheService() {
        return !target.echo().isEmpty();
    }

    /** How many cases there are. */
    public int size() {
        return WireCorpus.of(target).size();
    }

    /** Runs all; {@code done} is told after each, on any thread. */
    public List<Result> run(Runnable done) throws NoGateway, InterruptedException {
        List<Result> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<Result>> running = new ArrayList<>();
            for (WireCase each : WireCorpus.of(target)) {
                running.add(
                        threads.submit(() -> {
                            Result result = new Result(each, outcome(each));
                            done.run();
                            return result;
                        }));
            }
            for (Future<Result> each : running) {
                results.add(each.get());
            }
        } catch (ExecutionException failed) {
            throw new NoGateway(server + " went away: " + failed.getCause());
        }
        return results;
    }

    private Outcome outcome(WireCase each) throws IOException {
        if (each.needsEcho() && !seesTheService()) {
            return new Outcome.Unseen(unseen);
        }
        Conversation seen = Conversation.hold(server, each.request(), each.expected().answers());
        return each.expected()
                .breach(seen)
                .<Outcome>map(Outcome.Broken::new)
                .orElseGet(Outcome.Held::new);
    }
}
