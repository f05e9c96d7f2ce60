package dev.sentinel.gateway.forward;

import java.util.Arrays;
import java.util.List;

/**
 * A set of header names, compared as careless upstreams read them: in any case, with {@code _},
 * {@code .} or a space for {@code -}, and with such characters at the end. CGI, WSGI and Rack turn
 * {@code X_User_Id} and {@code X-User-Id} into one variable, so a name that only looks different
 * would pass for the gateway's own.
 *
 * <p>Asked for every header of every request: it allocates nothing.
 */
final class FoldedNames {
    private static final int HASH_FACTOR = 31;

    private final String[] table;
    private final List<String> prefixes;

    /** Both lists hold lower-case names with dashes; a prefix stands for every name it begins. */
    FoldedNames(List<String> names, List<String> prefixes) {
        this.prefixes = List.copyOf(prefixes);
        this.table = new String[Integer.highestOneBit(names.size() * 4 + 1) * 2];
        Arrays.fill(table, "");
        for (String name : names) {
            int slot = slot(hash(name, name.length()));
            while (!table[slot].isEmpty()) {
                slot = slot(slot + 1);
            }
            table[slot] = name;
        }
    }

    boolean contains(String name) {
        int length = trimmed(name);
        int slot = slot(hash(name, length));
        while (!table[slot].isEmpty()) {
            if (table[slot].length() == length && begins(name, length, table[slot])) {
                return true;
            }
            slot = slot(slot + 1);
        }
        for (int i = 0; i < prefixes.size(); i++) {
            if (begins(name, length, prefixes.get(i))) {
                return true;
            }
        }
        return false;
    }

    private int slot(int hash) {
        return hash & (table.length - 1);
    }

    private static int trimmed(String name) {
        int length = name.length();
        while (length > 0 && fold(name.charAt(length - 1)) == '-') {
            length--;
        }
        return length;
    }

    private static int hash(String name, int length) {
        int hash = 0;
        for (int i = 0; i < length; i++) {
            hash = hash * HASH_FACTOR + fold(name.charAt(i));
        }
        return hash ^ hash >>> Short.SIZE;
    }

    private static boolean begins(String name, int length, String start) {
        if (length < start.length()) {
            return false;
        }
        for (int i = 0; i < start.length(); i++) {
            if (fold(name.charAt(i)) != start.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static char fold(char c) {
        if (c >= 'A' && c <= 'Z') {
            return (char) (c + ('a' - 'A'));
        }
        return c == '_' || c == '.' || c == ' ' ? '-' : c;
    }
}
