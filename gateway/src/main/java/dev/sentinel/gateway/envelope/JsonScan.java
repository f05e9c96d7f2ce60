package dev.sentinel.gateway.envelope;

/**
 * Looks at JSON (RFC 8259) as it streams by: whether it is whole and well-formed, and which members
 * its outermost object has. Keeps a few bytes however long the text is: it never copies a value, so
 * numbers keep their digits.
 */
final class JsonScan {
    private static final int DEEPEST = 512;
    private static final int LONGEST_NAME = 24;

    /** What may come next. */
    private enum State {
        VALUE,
        VALUE_OR_END,
        NAME,
        NAME_OR_END,
        COLON,
        COMMA_OR_END,
        STRING,
        ESCAPE,
        HEX,
        LITERAL,
        MINUS,
        ZERO,
        INTEGER,
        POINT,
        FRACTION,
        EXPONENT,
        EXPONENT_SIGN,
        EXPONENT_DIGITS,
        DONE,
        BROKEN
    }

    /** One bit a level: set for an object. */
    private final long[] objects = new long[DEEPEST / Long.SIZE];

    private final EnvelopeMembers members = new EnvelopeMembers();
    private final byte[] name = new byte[LONGEST_NAME];
    private State state = State.VALUE;
    private int depth;
    private int nameLength;
    private boolean inName;
    private int hexLeft;
    private String literal = "";
    private int literalAt;

    /** Takes further bytes; false once they cannot be JSON any more. */
    boolean take(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (state == State.STRING) {
                i = skipPlain(bytes, i, to);
                if (i == to) {
                    break;
                }
            }
            state = next(bytes[i] & 0xFF);
            if (state == State.BROKEN) {
                return false;
            }
        }
        return true;
    }

    /** Whether what was taken is one whole value; a number at the top ends with its text. */
    boolean isWhole() {
        return switch (state) {
            case DONE -> true;
            case ZERO, INTEGER, FRACTION, EXPONENT_DIGITS -> depth == 0;
            default -> false;
        };
    }

    EnvelopeMembers members() {
        return members;
    }

    /** Most bytes of JSON are plain characters of strings. */
    private int skipPlain(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int c = bytes[i] & 0xFF;
            if (c == '"' || c == '\\' || c < ' ') {
                return i;
            }
            if (inName) {
                keepName(c);
            }
            i++;
        }
        return i;
    }

    private State next(int c) {
        return switch (state) {
            case VALUE -> value(c);
            case VALUE_OR_END -> c == ']' ? close(false) : value(c);
            case NAME, NAME_OR_END -> name(c);
            case COLON -> blank(c) ? State.COLON : c == ':' ? State.VALUE : State.BROKEN;
            case COMMA_OR_END -> commaOrEnd(c);
            case STRING -> string(c);
            case ESCAPE -> escape(c);
            case HEX -> hex(c);
            case LITERAL -> literal(c);
            case MINUS -> c == '0' ? State.ZERO : digit(c) ? State.INTEGER : State.BROKEN;
            case ZERO -> fractionOrEnd(c);
            case INTEGER -> digit(c) ? State.INTEGER : fractionOrEnd(c);
            case POINT -> digit(c) ? State.FRACTION : State.BROKEN;
            case FRACTION -> digit(c) ? State.FRACTION : exponentOrEnd(c);
            case EXPONENT ->
                    c == '+' || c == '-'
                            ? State.EXPONENT_SIGN
                            : digit(c) ? State.EXPONENT_DIGITS : State.BROKEN;
            case EXPONENT_SIGN -> digit(c) ? State.EXPONENT_DIGITS : State.BROKEN;
            case EXPONENT_DIGITS -> digit(c) ? State.EXPONENT_DIGITS : ended(c);
            case DONE -> blank(c) ? State.DONE : State.BROKEN;
            case BROKEN -> State.BROKEN;
        };
    }

    private State value(int c) {
        if (blank(c)) {
            return state;
        }
        if (depth == 0) {
            members.outermost(c == '{');
        } else if (depth == 1 && isObject()) {
            members.valueBegins(c);
        }
        return switch (c) {
            case '{' -> open(true);
            case '[' -> open(false);
            case '"' -> State.STRING;
            case '-' -> State.MINUS;
            case '0' -> State.ZERO;
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> digit(c) ? State.INTEGER : State.BROKEN;
        };
    }

    private State open(boolean object) {
        if (depth == DEEPEST) {
            return State.BROKEN;
        }
        int word = depth / Long.SIZE;
        long bit = 1L << depth % Long.SIZE;
        objects[word] = object ? objects[word] | bit : objects[word] & ~bit;
        depth++;
        return object ? State.NAME_OR_END : State.VALUE_OR_END;
    }

    private State close(boolean object) {
        if (depth == 0 || isObject() != object) {
            return State.BROKEN;
        }
        depth--;
        return afterValue();
    }

    private boolean isObject() {
        int level = depth - 1;
        return (objects[level / Long.SIZE] >>> level % Long.SIZE & 1) == 1;
    }

    private State afterValue() {
        return depth == 0 ? State.DONE : State.COMMA_OR_END;
    }

    private State name(int c) {
        if (blank(c)) {
            return state;
        }
        if (c == '}' && state == State.NAME_OR_END) {
            return close(true);
        }
        if (c != '"') {
            return State.BROKEN;
        }
        inName = true;
        nameLength = 0;
        return State.STRING;
    }

    private void keepName(int c) {
        if (nameLength < LONGEST_NAME) {
            name[nameLength] = (byte) c;
        }
        nameLength++;
    }

    private State string(int c) {
        if (c == '\\') {
            if (inName) {
                // A name in another spelling is not looked at: it counts as a foreign one.
                nameLength = LONGEST_NAME + 1;
            }
            return State.ESCAPE;
        }
        if (c != '"') {
            return State.BROKEN;
        }
        if (!inName) {
            return afterValue();
        }
        inName = false;
        if (depth == 1) {
            members.named(name, nameLength);
        }
        return State.COLON;
    }

    private State escape(int c) {
        if (c == 'u') {
            hexLeft = 4;
            return State.HEX;
        }
        return "\"\\/bfnrt".indexOf(c) >= 0 ? State.STRING : State.BROKEN;
    }

    private State hex(int c) {
        if (Character.digit(c, 16) < 0 || c > 'f') {
            return State.BROKEN;
        }
        hexLeft--;
        return hexLeft == 0 ? State.STRING : State.HEX;
    }

    private State literal(String word) {
        literal = word;
        literalAt = 1;
        return State.LITERAL;
    }

    private State literal(int c) {
        if (literal.charAt(literalAt) != c) {
            return State.BROKEN;
        }
        literalAt++;
        return literalAt == literal.length() ? afterValue() : State.LITERAL;
    }

    private State fractionOrEnd(int c) {
        return c == '.' ? State.POINT : exponentOrEnd(c);
    }

    private State exponentOrEnd(int c) {
        return c == 'e' || c == 'E' ? State.EXPONENT : ended(c);
    }

    /** A number ends with the character after it. */
    private State ended(int c) {
        State after = afterValue();
        return after == State.DONE ? (blank(c) ? State.DONE : State.BROKEN) : commaOrEnd(c);
    }

    private State commaOrEnd(int c) {
        if (blank(c)) {
            return State.COMMA_OR_END;
        }
        return switch (c) {
            case ',' -> isObject() ? State.NAME : State.VALUE;
            case '}' -> close(true);
            case ']' -> close(false);
            default -> State.BROKEN;
        };
    }

    private static boolean blank(int c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9';
    }
}
