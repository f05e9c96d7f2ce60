package dev.sentinel.web;

import java.nio.charset.StandardCharsets;

/** Where {@code make fuzz} enters, in the form that Jazzer calls. */
public final class FormFuzzer {
    private FormFuzzer() {}

    public static void fuzzerTestOneInput(byte[] input) {
        FormTargets.form(new String(input, StandardCharsets.ISO_8859_1));
    }
}
