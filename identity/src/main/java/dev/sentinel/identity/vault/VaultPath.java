package dev.sentinel.identity.vault;

import java.util.regex.Pattern;

/**
 * Where a secret is in a KV v2 engine, as {@code credential.vault_path} writes it: {@code
 * mount/data/key}.
 */
public record VaultPath(String mount, String key) {
    private static final int MAX = 512;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*");
    private static final String DATA = "/data/";

    public VaultPath {
        // It becomes part of a URL: a dot segment or a question mark would ask for something else.
        if (!PLAIN.matcher(mount).matches() || !PLAIN.matcher(key).matches()) {
            throw new IllegalArgumentException("not the path of a secret: " + mount + DATA + key);
        }
        if (mount.length() + DATA.length() + key.length() > MAX) {
            throw new IllegalArgumentException("a path of a secret has at most 512 characters");
        }
    }

    /** As {@link #toString} writes it. */
    public static VaultPath parse(String text) {
        int data = text.indexOf(DATA);
        if (data < 0) {
            throw new IllegalArgumentException("not the path of a secret: " + text);
        }
        return new VaultPath(text.substring(0, data), text.substring(data + DATA.length()));
    }

    /** What describes the secret and all its versions. */
    String metadata() {
        return mount + "/metadata/" + key;
    }

    @Override
    public String toString() {
        return mount + DATA + key;
    }
}
