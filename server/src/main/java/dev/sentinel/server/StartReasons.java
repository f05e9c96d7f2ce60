package dev.sentinel.server;

import dev.sentinel.base.Unavailable;
import java.io.IOException;

/** Why a start stopped on its way, with the setting that an operator looks at. */
final class StartReasons {
    private StartReasons() {}

    static String away(Unavailable away) {
        return switch (away.what()) {
            case "postgres" -> away("DATABASE_URL", away);
            case "redis" -> away("REDIS_URL", away);
            case "object store" -> away("OBJECT_STORE_DIR", away);
            default -> String.valueOf(away.getMessage());
        };
    }

    static String away(String setting, Unavailable away) {
        String reason = away.reason();
        return setting + ": " + away.getMessage() + (reason.isEmpty() ? "" : ": " + reason);
    }

    static String cannotListen(Door door, IOException failure) {
        return failure.getMessage() + "; " + door.setting() + " chooses another port";
    }
}
