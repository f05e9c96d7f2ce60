package dev.sentinel.audit.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A thing that can happen, and the fields its events may carry.
 *
 * <pre>{@code
 * static final Action AGENT_UPDATED = Action.of("agent.updated", "an agent's record was changed")
 *         .field("version", "the version it reports")
 *         .personal("email", "its address");
 * }</pre>
 *
 * @param name dotted lower case, noun then verb in the past tense: {@code agent.created}
 * @param meaning one sentence for the reference page
 * @param fields what {@code before}, {@code after} and {@code metadata} may hold
 */
public record Action(String name, String meaning, List<Field> fields) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]*(\\.[a-z][a-z0-9_-]*)+");

    /**
     * A field that an action's events may carry.
     *
     * @param personal whether its value can identify a person; then it is kept beside the event
     */
    public record Field(String name, String meaning, boolean personal) {}

    public Action {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "action " + name + " is not dotted lower case such as agent.created");
        }
        fields = List.copyOf(fields);
        if (fields.stream().map(Field::name).distinct().count() != fields.size()) {
            throw new IllegalArgumentException("action " + name + " declares a field twice");
        }
    }

    public static Action of(String name, String meaning) {
        return new Action(name, meaning, List.of());
    }

    /** This action with one more field. */
    public Action field(String name, String meaning) {
        return plus(new Field(name, meaning, false));
    }

    /** This action with one more field whose values can identify a person. */
    public Action personal(String name, String meaning) {
        return plus(new Field(name, meaning, true));
    }

    /** Whether this field's values are kept beside the event. */
    public boolean isPersonal(String field) {
        return find(field).map(Field::personal).orElse(false);
    }

    Optional<Field> find(String field) {
        for (Field each : fields) {
            if (each.name().equals(field)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    private Action plus(Field field) {
        List<Field> more = new ArrayList<>(fields);
        more.add(field);
        return new Action(name, meaning, more);
    }
}
