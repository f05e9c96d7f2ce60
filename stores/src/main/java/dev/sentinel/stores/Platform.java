package dev.sentinel.stores;

import java.util.Locale;

/** The operating systems and processors that the binaries exist for. */
enum Platform {
    LINUX_AMD64("postgres-linux-x86_64.txz", "redis-server-7.0.15-linux-amd64"),
    LINUX_ARM64("postgres-linux-arm_64.txz", "redis-server-7.0.15-linux-arm64"),
    MACOS_AMD64("postgres-darwin-x86_64.txz", "redis-server-7.0.15-darwin-amd64"),
    MACOS_ARM64("postgres-darwin-arm_64.txz", "redis-server-7.0.15-darwin-arm64");

    /** Class path resources. */
    final String postgres;

    final String redis;

    Platform(String postgres, String redis) {
        this.postgres = postgres;
        this.redis = redis;
    }

    static Platform current() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch");
        boolean arm = processor.equals("aarch64");
        boolean intel = processor.equals("amd64") || processor.equals("x86_64");
        if (system.startsWith("linux") && (arm || intel)) {
            return arm ? LINUX_ARM64 : LINUX_AMD64;
        }
        if (system.startsWith("mac") && (arm || intel)) {
            return arm ? MACOS_ARM64 : MACOS_AMD64;
        }
        throw new StoreFailure(
                "no PostgreSQL and Redis binaries for %s on %s: name running servers in DATABASE_URL and REDIS_URL"
                        .formatted(system, processor));
    }
}
