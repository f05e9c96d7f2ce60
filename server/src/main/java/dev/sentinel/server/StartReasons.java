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

    /** The listener's name is that of {@link Assembly}. */
    static String cannotListen(String listener, IOException failure) {
        String setting =
                switch (listener) {
                    case Assembly.GATEWAY -> "APP_PORT";
                    case "identity" -> "IDENTITY_PORT";
                    case "risk" -> "RISK_PORT";
                    case "gateway-mtls" -> "GATEWAY_MTLS_PORT";
                    case "identity-mtls" -> "IDENTITY_MTLS_PORT";
                    default -> "MANAGEMENT_PORT";
                };
        return failure.getMessage() + "; " + setting + " chooses another port";
    }
}
