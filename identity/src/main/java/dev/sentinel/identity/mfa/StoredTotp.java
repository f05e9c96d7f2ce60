package dev.sentinel.identity.mfa;

import dev.sentinel.identity.person.PersonId;

/** A person's second factor as it is stored. */
final class StoredTotp {
    private final PersonId person;
    private final byte[] sealedSecret;
    private final long lastStep;
    private final boolean confirmed;

    StoredTotp(PersonId person, byte[] sealedSecret, long lastStep, boolean confirmed) {
        this.person = person;
        this.sealedSecret = sealedSecret.clone();
        this.lastStep = lastStep;
        this.confirmed = confirmed;
    }

    PersonId person() {
        return person;
    }

    byte[] sealedSecret() {
        return sealedSecret.clone();
    }

    /** Codes of this step and before are used. */
    long lastStep() {
        return lastStep;
    }

    /** Whether a first code has proven that the person has the secret. */
    boolean confirmed() {
        return confirmed;
    }
}
