package dev.sentinel.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sentinel.web.Access;
import dev.sentinel.web.Access.Verdict;
import dev.sentinel.web.Caller;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RulesTest {
    private static final Principal.Person ALICE =
            new Principal.Person("alice", "acme", Role.ADMIN, Optional.empty());
    private static final Principal.Agent INVOICE_BOT =
            new Principal.Agent("invoice-bot", "acme", Set.of("risk:score"), List.of());
    private static final Principal.Service GATEWAY =
            new Principal.Service("gateway", "platform", Set.of());

    @Test
    void aHigherRoleCoversALowerOne() {
        assertThat(judge(Rules.role(Role.ANALYST), ALICE)).isEqualTo(new Verdict.Allowed());
        assertThat(judge(Rules.role(Role.OWNER), ALICE))
                .isEqualTo(new Verdict.Refused("role owner is required"));
    }

    @Test
    void anAgentHasScopesAndNoRole() {
        assertThat(judge(Rules.scope("risk:score"), INVOICE_BOT)).isEqualTo(new Verdict.Allowed());
        assertThat(judge(Rules.scope("agents:read"), INVOICE_BOT))
                .isEqualTo(new Verdict.Refused("scope agents:read is required"));
        assertThat(judge(Rules.role(Role.VIEWER), INVOICE_BOT)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void onlyAServiceIsAService() {
        assertThat(judge(Rules.service(), GATEWAY)).isEqualTo(new Verdict.Allowed());
        assertThat(judge(Rules.service(), ALICE)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void nobodyIsAskedWhoTheyAre() {
        Access rule = Rules.anyOf(Rules.role(Role.ANALYST), Rules.scope("risk:score"));

        assertThat(rule.judge(Optional.empty())).isEqualTo(new Verdict.WhoAreYou());
        assertThat(Rules.signedIn().judge(Optional.empty())).isEqualTo(new Verdict.WhoAreYou());
        assertThat(Rules.open().judge(Optional.empty())).isEqualTo(new Verdict.Allowed());
    }

    @Test
    void eitherOfTwoRulesLetsIn() {
        Access rule = Rules.anyOf(Rules.role(Role.ANALYST), Rules.scope("risk:score"));

        assertThat(judge(rule, ALICE)).isEqualTo(new Verdict.Allowed());
        assertThat(judge(rule, INVOICE_BOT)).isEqualTo(new Verdict.Allowed());
        assertThat(judge(rule, GATEWAY))
                .isEqualTo(new Verdict.Refused("role(analyst) or scope(risk:score) is required"));
    }

    @Test
    void aCallerThatIsNoPrincipalIsNobody() {
        Caller stranger =
                new Caller() {
                    @Override
                    public String id() {
                        return "stranger";
                    }

                    @Override
                    public String workspace() {
                        return "acme";
                    }
                };

        assertThat(Rules.scope("risk:score").judge(Optional.of(stranger)))
                .isEqualTo(new Verdict.WhoAreYou());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "open",
                "signed-in",
                "service",
                "scope(agents:read)",
                "role(analyst)",
                "role(analyst) or scope(risk:score)"
            })
    void aRuleReadsAsItPrints(String text) {
        assertThat(Rules.parse(text).describe()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "anyone", "role(king)", "scope()", "scope(a) or", "role(admin"})
    void aMisspeltRuleIsRefused(String text) {
        assertThatThrownBy(() -> Rules.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not an access rule");
    }

    private static Verdict judge(Access rule, Principal principal) {
        return rule.judge(Optional.of(principal));
    }
}
