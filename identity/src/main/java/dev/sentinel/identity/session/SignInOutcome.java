package dev.sentinel.identity.session;

import dev.sentinel.base.secret.Secret;

/** Every way a sign-in can end. */
sealed interface SignInOutcome {
    record SignedIn(IssuedTokens tokens) implements SignInOutcome {}

    /** The password was right; the challenge says so until a code comes with it. */
    record SecondFactorNeeded(Secret challenge) implements SignInOutcome {}

    /** Address, password or code: which of them is nobody's to know. */
    record Refused() implements SignInOutcome {}
}
