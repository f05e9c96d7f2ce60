package dev.sentinel.stores;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How to start a program that refuses to run as root, when we are root (containers, CI).
 *
 * @param prefix what goes before the program; empty when we are not root
 * @param owner who must own the program's files, or empty when they stay ours
 */
record Unprivileged(List<String> prefix, String owner) {
    private static final String NOBODY = "65534";

    Unprivileged {
        prefix = List.copyOf(prefix);
    }

    static Unprivileged here() {
        if (!runningAsRoot()) {
            return new Unprivileged(List.of(), "");
        }
        // In a user namespace without a mapping we are nobody, yet our files stay ours: nothing has
        // to change hands and directories that only root may enter do no harm.
        if (Command.works(List.of("unshare", "--user", "true"))) {
            return new Unprivileged(List.of("unshare", "--user"), "");
        }
        List<String> setpriv =
                List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        if (Command.works(with(setpriv, List.of("true")))) {
            return new Unprivileged(setpriv, NOBODY + ":" + NOBODY);
        }
        throw new StoreFailure(
                "PostgreSQL does not run as root, and neither unshare nor setpriv (util-linux) works here: run as another user, or name a running server in DATABASE_URL");
    }

    static boolean runningAsRoot() {
        return System.getProperty("user.name").equals("root");
    }

    List<String> command(List<String> program) {
        return with(prefix, program);
    }

    /** Hands the directory and all in it to the user that the program runs as. */
    void own(Path directory) {
        if (!owner.isEmpty()) {
            Command.run(List.of("chown", "-R", owner, directory.toString()))
                    .orFail("giving " + directory + " to " + owner);
        }
    }

    private static List<String> with(List<String> prefix, List<String> program) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(program);
        return command;
    }
}
