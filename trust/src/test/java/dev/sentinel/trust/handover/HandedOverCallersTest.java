package dev.sentinel.trust.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.trust.Principal;
import dev.sentinel.trust.Role;
import dev.sentinel.trust.ServiceKeys;
import dev.sentinel.web.Head;
import dev.sentinel.web.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandedOverCallersTest {
    private static final Secret KEY = new Secret("a-key-of-the-gateway");
    private final HandedOverCallers callers =
            new HandedOverCallers(
                    new ServiceKeys(Map.of("gateway", KEY, "billing", new Secret("other"))),
                    "gateway");

    @Test
    void personCrossesUnchanged() {
        Principal alice =
                new Principal.Person(
                        "usr_alice", "wsp_acme", Role.ANALYST, Optional.of("alice@acme.example"));

        assertThat(callers.authenticate(handedOver(alice))).contains(alice);
    }

    @Test
    void agentCrossesWithScopesAndChain() {
        Principal bot =
                new Principal.Agent(
                        "agt_invoice",
                        "wsp_acme",
                        Set.of("risk:score", "agents:read"),
                        List.of("usr_alice", "agt_parent"));

        assertThat(callers.authenticate(handedOver(bot))).contains(bot);
    }

    @Test
    void valuesThatNoHeaderMayHoldCrossEncoded() {
        Principal odd =
                new Principal.Agent(
                        "ä,\r\nX-User-Role: owner %41", "wsp", Set.of(), List.of("a,b"));
        RecordedHead head = handedOver(odd);

        assertThat(head.headers("X-User-Id").getFirst()).matches("[!-~]+");
        assertThat(callers.authenticate(head)).contains(odd);
    }

    @Test
    void headersWithoutTheGatewaysKeyAreNotBelieved() {
        RecordedHead head = new RecordedHead();
        IdentityHeaders.write(
                new Principal.Person("usr_eve", "wsp", Role.OWNER, Optional.empty()), head::add);

        assertThat(callers.authenticate(head)).isEmpty();
    }

    @Test
    void anotherServicesWordAboutACallerIsNotBelieved() {
        RecordedHead head = new RecordedHead();
        head.add("Authorization", ServiceKeys.header("billing", new Secret("other")));
        IdentityHeaders.write(
                new Principal.Person("usr_eve", "wsp", Role.OWNER, Optional.empty()), head::add);

        assertThat(callers.authenticate(head).orElseThrow())
                .isEqualTo(new Principal.Service("billing", ServiceKeys.PLATFORM, Set.of()));
    }

    @Test
    void wrongKeyIsRefused() {
        RecordedHead head = new RecordedHead();
        head.add("Authorization", ServiceKeys.header("gateway", new Secret("guess")));

        assertThatThrownBy(() -> callers.authenticate(head)).isInstanceOf(Problem.class);
    }

    @Test
    void doubledOrHalfHeadersAreRefused() {
        RecordedHead doubled =
                handedOver(new Principal.Person("usr_bob", "wsp", Role.VIEWER, Optional.empty()));
        doubled.add("X-User-Role", "owner");
        RecordedHead half = new RecordedHead();
        half.add("Authorization", ServiceKeys.header("gateway", KEY));
        half.add("X-User-Id", "usr_bob");

        assertThatThrownBy(() -> callers.authenticate(doubled)).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> callers.authenticate(half)).isInstanceOf(Problem.class);
    }

    @Test
    void gatewayItselfIsAServiceWhenItSpeaksForNobody() {
        RecordedHead head = new RecordedHead();
        head.add("Authorization", ServiceKeys.header("gateway", KEY));

        assertThat(callers.authenticate(head).orElseThrow()).isInstanceOf(Principal.Service.class);
    }

    private static RecordedHead handedOver(Principal principal) {
        RecordedHead head = new RecordedHead();
        head.add("Authorization", ServiceKeys.header("gateway", KEY));
        IdentityHeaders.write(principal, head::add);
        return head;
    }

    private static final class RecordedHead implements Head {
        private final Map<String, List<String>> headers = new LinkedHashMap<>();

        void add(String name, String value) {
            headers.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }

        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return "/v1/cases";
        }

        @Override
        public Optional<String> header(String name) {
            return headers(name).stream().findFirst();
        }

        @Override
        public List<String> headers(String name) {
            return headers.getOrDefault(name, List.of());
        }

        @Override
        public String remoteAddress() {
            return "127.0.0.1";
        }
    }
}
