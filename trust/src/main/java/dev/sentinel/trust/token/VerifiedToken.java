package dev.sentinel.trust.token;

import dev.sentinel.trust.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a good token says.
 *
 * @param principal who calls
 * @param tokenId {@code jti}
 * @param sessionId {@code sid}: the session or the credential that the token was issued for
 * @param chain every principal in the token, the subject and all actors: revoking any of them
 *     revokes the token
 * @param subjectIsPerson whether the first of the chain is a person
 * @param links the claim {@code chain}: every token, credential, session, refresh family and
 *     delegation that it was made from; revoking any of them revokes the token
 * @param confirmation what whoever presents it must show beside it
 * @param audience whom it is for
 */
public record VerifiedToken(
        Principal principal,
        String tokenId,
        Optional<String> sessionId,
        List<String> chain,
        boolean subjectIsPerson,
        Set<String> links,
        Confirmation confirmation,
        List<String> audience,
        Instant issuedAt,
        Instant expiresAt) {
    public VerifiedToken {
        chain = List.copyOf(chain);
        links = Set.copyOf(links);
        audience = List.copyOf(audience);
    }
}
