package dev.sentinel.trust.token;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Where {@code make fuzz} enters, in the form that Jazzer calls: the first byte picks a target. */
public final class TokenFuzzer {
    private static final TokenTargets TARGETS = new TokenTargets();

    private TokenFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] rest = Arrays.copyOfRange(input, 1, input.length);
        String text = new String(rest, StandardCharsets.ISO_8859_1);
        switch (Math.floorMod(input[0], 6)) {
            case 0 -> TARGETS.token(text);
            case 1 -> TARGETS.claims(rest);
            case 2 -> TARGETS.header(rest);
            case 3 -> TARGETS.keys(rest);
            case 4 -> TARGETS.proof(text);
            default -> TARGETS.proofClaims(rest);
        }
    }
}
