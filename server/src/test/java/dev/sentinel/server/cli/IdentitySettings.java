package dev.sentinel.server.cli;

import dev.sentinel.base.sql.DatabaseConfig;
import dev.sentinel.base.testing.ReferencePage;
import dev.sentinel.base.testing.TestDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Settings of a process with the role identity alone, as its operator's commands read them. */
final class IdentitySettings {
    static final String KEK = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private IdentitySettings() {}

    /** On these stores; files go into the directory, none into the checkout. */
    static Map<String, String> of(TestDatabase stores, String redis, Path directory) {
        DatabaseConfig app = stores.app();
        Map<String, String> settings = new HashMap<>();
        settings.put("APP_ENV", "test");
        settings.put("APP_HOST", "127.0.0.1");
        settings.put("SENTINEL_ROLES", "identity");
        settings.put("IDENTITY_PORT", "0");
        settings.put("MANAGEMENT_PORT", "0");
        settings.put(
                "DATABASE_URL",
                app.jdbcUrl()
                        .replace(
                                "jdbc:postgresql://",
                                "postgresql://%s:%s@"
                                        .formatted(app.user(), app.password().expose())));
        settings.put("REDIS_URL", redis);
        settings.put("SENTINEL_SERVICE_KEY", "a-service-key-of-more-than-32-characters");
        settings.put("CREDENTIAL_PEPPER", "a-pepper-of-more-than-32-characters-in-all");
        settings.put("SENTINEL_KEK", KEK);
        settings.put("AUDIT_SIGNING_KEY_PATH", directory.resolve("audit.pem").toString());
        settings.put("OBJECT_STORE_DIR", directory.resolve("objects").toString());
        settings.put(
                "SERVICE_CONFIG_PATH",
                ReferencePage.checkout().resolve("config/services.yaml").toString());
        return settings;
    }
}
