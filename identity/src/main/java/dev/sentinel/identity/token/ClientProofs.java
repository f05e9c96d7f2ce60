package dev.sentinel.identity.token;

import dev.sentinel.base.secret.Secret;
import dev.sentinel.web.Form;
import dev.sentinel.web.Problem;
import dev.sentinel.web.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads how a client authenticates: in exactly one way (RFC 6749 section 2.3). */
final class ClientProofs {
    private static final String BASIC = "Basic ";

    private ClientProofs() {}

    static ClientProof read(Request request, Form form) {
        List<ClientProof> proofs = new ArrayList<>();
        request.headers("Authorization").forEach(header -> proofs.add(basic(header)));
        form.text("client_secret")
                .ifPresent(secret ->
                        proofs.add(
                                new ClientProof.SecretPost(
                                        form.required("client_id"), new Secret(secret))));
        form.text("client_assertion").ifPresent(jwt -> proofs.add(assertion(jwt, form)));
        if (proofs.isEmpty()) {
            // RFC 8705 section 2: with a certificate, client_id says whose it is.
            String clientId = form.required("client_id");
            if (!request.clientCertificates().isEmpty()) {
                return new ClientProof.Certificate(clientId, request.clientCertificates());
            }
            throw Problem.missing("client_secret");
        }
        if (proofs.size() > 1) {
            throw Problem.malformed("the client must authenticate in exactly one way");
        }
        ClientProof proof = proofs.getFirst();
        if (form.text("client_id").filter(id -> !id.equals(proof.clientId())).isPresent()) {
            throw Problem.invalid("client_id", "is not the client that authenticates");
        }
        return proof;
    }

    /** RFC 7521 section 4.2: the client is the assertion's subject; client_id is not needed. */
    private static ClientProof assertion(String jwt, Form form) {
        if (!form.required("client_assertion_type").equals(ClientAssertions.TYPE)) {
            throw Problem.invalid("client_assertion_type", "must be " + ClientAssertions.TYPE);
        }
        String client =
                ClientAssertions.claimedClient(jwt)
                        .orElseThrow(() ->
                                Problem.invalid("client_assertion", "is not a JWT with a sub"));
        return new ClientProof.Assertion(client, jwt);
    }

    /** RFC 6749 section 2.3.1: both halves are form-encoded before Basic's base64. */
    private static ClientProof basic(String header) {
        if (!header.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            throw Problem.malformed("Authorization must be Basic, or absent");
        }
        try {
            String pair =
                    new String(
                            Base64.getDecoder().decode(header.substring(BASIC.length()).strip()),
                            StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            if (colon > 0) {
                return new ClientProof.SecretBasic(
                        decoded(pair.substring(0, colon)),
                        new Secret(decoded(pair.substring(colon + 1))));
            }
        } catch (IllegalArgumentException _) {
            // Falls through to the one message.
        }
        throw Problem.malformed("Authorization is not valid Basic");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
