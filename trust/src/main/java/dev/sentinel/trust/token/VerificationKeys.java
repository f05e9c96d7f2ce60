package dev.sentinel.trust.token;

import java.util.Optional;

/** The public keys that tokens may be signed with, by {@code kid}. Answers from memory. */
public interface VerificationKeys {
    /** The key; empty when nobody knows it. An implementation may then look for it in the back. */
    Optional<VerificationKey> find(String kid);

    /** Whether keys have been read at all: without, no token can be judged. */
    boolean ready();
}
