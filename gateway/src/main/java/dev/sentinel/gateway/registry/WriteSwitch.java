package dev.sentinel.gateway.registry;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Turns every call that may change something into a refusal (contract studio §5, {@code
 * WRITE_DISABLED}): for everybody, or for some workspaces.
 */
public record WriteSwitch(boolean everybody, Set<String> workspaces) {
    /** Everybody may write. */
    public static final WriteSwitch OFF = new WriteSwitch(false, Set.of());

    private static final Pattern WORKSPACE = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    public WriteSwitch {
        workspaces = Set.copyOf(workspaces);
    }

    public boolean isOff() {
        return !everybody && workspaces.isEmpty();
    }

    /** Whose changes are refused. */
    public String describe() {
        if (everybody) {
            return "everybody";
        }
        return isOff() ? "nobody" : "workspaces " + String.join(", ", new TreeSet<>(workspaces));
    }

    public boolean covers(String workspace) {
        return everybody || workspaces.contains(workspace);
    }

    /** {@code true}, {@code false}, or ids of workspaces with commas between. */
    static WriteSwitch parse(String text) {
        if (text.equals("true") || text.equals("false")) {
            return new WriteSwitch(text.equals("true"), Set.of());
        }
        Set<String> workspaces = Set.of(text.split(" *, *"));
        if (!workspaces.stream().allMatch(id -> WORKSPACE.matcher(id).matches())) {
            throw new IllegalArgumentException(
                    "is '" + text + "': true, false or ids of workspaces are right");
        }
        return new WriteSwitch(false, workspaces);
    }
}
