package dev.sentinel.bench.process;

import dev.sentinel.bench.Figure;
import dev.sentinel.trust.crypto.SignatureAlgorithm;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The same load on Keycloak and on identity, in turns: RS256 tokens by client credentials for one
 * client, each server alone with a durable PostgreSQL of its own.
 */
public final class KeycloakComparison {
    private static final int ROUNDS = 5;
    private static final String GROUP = "RS256 token by client credentials, Keycloak and identity";

    private KeycloakComparison() {}

    /**
     * Measures, in three to six minutes.
     *
     * @param home the checkout, built
     * @param keycloakHome Keycloak, built for PostgreSQL
     * @param progress is told what begins
     */
    public static List<Figure> measure(Path home, Path keycloakHome, Consumer<String> progress)
            throws IOException, InterruptedException, GeneralSecurityException {
        progress.accept("Keycloak and identity start");
        try (Stage theirs = Stage.make();
                Keycloak keycloak = Keycloak.start(keycloakHome, theirs.path());
                Stage ours = Stage.make();
                IdentityChild identity =
                        IdentityChild.start(home, ours.path(), SignatureAlgorithm.RS256)) {
            TokenIssuer keycloakTokens = keycloak.issuer();
            TokenIssuer identityTokens = identity.issuer(1);
            progress.accept("Keycloak warms up");
            keycloakTokens.warmUp(1);
            progress.accept("identity warms up");
            identityTokens.warmUp(1);
            TokenRounds keycloakRounds = new TokenRounds("Keycloak");
            TokenRounds identityRounds = new TokenRounds("identity");
            for (int round = 1; round <= ROUNDS; round++) {
                progress.accept("round " + round + " of " + ROUNDS);
                keycloakRounds.add(keycloakTokens.round(1));
                identityRounds.add(identityTokens.round(1));
            }
            List<Figure> figures = new ArrayList<>();
            figures.addAll(keycloakRounds.figures(GROUP, "the same of identity"));
            figures.addAll(identityRounds.figures(GROUP, "the same of Keycloak"));
            figures.add(
                    Figure.of(
                            GROUP,
                            "Keycloak's processor time in identity's",
                            Figure.ratios(keycloakRounds.program(), identityRounds.program()),
                            "",
                            "how many tokens of ours one of theirs pays for"));
            return figures;
        }
    }
}
