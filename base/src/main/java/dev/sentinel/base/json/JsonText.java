package dev.sentinel.base.json;

/**
 * Writes texts as JSON where an object is written by hand, because finding out how to write each
 * value would cost more than writing it.
 */
public final class JsonText {
    private static final String HEX = "0123456789abcdef";

    private JsonText() {}

    /**
     * Appends the text in its quotes. Only what JSON must escape is escaped, the short way where
     * there is one (RFC 8785 section 3.2.2.2), so that no text can end the string that it is in.
     */
    public static void append(StringBuilder out, String text) {
        out.append('"');
        // Most texts hold nothing to escape and are taken whole.
        int taken = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character < ' ' || character == '"' || character == '\\') {
                out.append(text, taken, i);
                escape(out, character);
                taken = i + 1;
            }
        }
        out.append(taken == 0 ? text : text.substring(taken)).append('"');
    }

    private static void escape(StringBuilder out, char character) {
        switch (character) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default ->
                    out.append("\\u00")
                            .append(HEX.charAt(character >> 4))
                            .append(HEX.charAt(character & 0xF));
        }
    }
}
