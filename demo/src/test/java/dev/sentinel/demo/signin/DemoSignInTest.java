package dev.sentinel.demo.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sentinel.trust.Principal.Person;
import dev.sentinel.trust.Role;
import dev.sentinel.web.Caller;
import dev.sentinel.web.Head;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DemoSignInTest {
    private final DemoSignIn signIn = new DemoSignIn();

    @Test
    void theTwoTokensArePeopleOfTheDemoWorkspace() {
        assertThat(signIn.authenticate(request("Bearer local-admin", "127.0.0.1")))
                .hasValueSatisfying(caller -> assertThat(role(caller)).isEqualTo(Role.ADMIN));
        assertThat(signIn.authenticate(request("Bearer local-analyst", "127.0.0.1")))
                .hasValueSatisfying(caller -> {
                    assertThat(role(caller)).isEqualTo(Role.ANALYST);
                    assertThat(caller.workspace()).isEqualTo("demo");
                });
    }

    @Test
    void otherTokensAreLeftToTheVerifier() {
        assertThat(signIn.authenticate(request("Bearer local-owner", "127.0.0.1"))).isEmpty();
        assertThat(signIn.authenticate(request("Basic local-admin", "127.0.0.1"))).isEmpty();
    }

    @Test
    void theTokensDoNotWorkFromOtherMachines() {
        assertThat(signIn.authenticate(request("Bearer local-admin", "192.0.2.7"))).isEmpty();
    }

    private static Role role(Caller caller) {
        return ((Person) caller).held();
    }

    private static Head request(String authorization, String remoteAddress) {
        return new Head() {
            @Override
            public String method() {
                return "GET";
            }

            @Override
            public String path() {
                return "/";
            }

            @Override
            public Optional<String> header(String name) {
                return headers(name).stream().findFirst();
            }

            @Override
            public List<String> headers(String name) {
                return name.equals("Authorization") ? List.of(authorization) : List.of();
            }

            @Override
            public String remoteAddress() {
                return remoteAddress;
            }
        };
    }
}
