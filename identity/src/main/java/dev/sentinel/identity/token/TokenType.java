package dev.sentinel.identity.token;

import dev.sentinel.trust.token.Confirmation;

/** How a token is shown (RFC 6749 section 7.1, RFC 9449 section 5). */
enum TokenType {
    BEARER("Bearer"),
    DPOP("DPoP");

    private final String word;

    TokenType(String word) {
        this.word = word;
    }

    /** RFC 8705 section 3: a token that is bound to a certificate is shown as Bearer. */
    static TokenType of(Confirmation confirmation) {
        return confirmation.jkt().isPresent() ? DPOP : BEARER;
    }

    String word() {
        return word;
    }
}
