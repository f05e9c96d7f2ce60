package dev.sentinel.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The processes whose times are told apart. */
public record Pids(long program, long postgres, OptionalLong redis) {

    /** With the stores that keep their data in this directory. */
    static Pids of(long program, Path data) throws IOException {
        // Both start by a program that ends, so neither is a child of anybody here.
        return new Pids(
                program,
                pid(data.resolve("postgres/postmaster.pid")),
                OptionalLong.of(pid(data.resolve("redis/redis.pid"))));
    }

    /** The number that a pid file begins with. */
    static long pid(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).lines().findFirst().orElseThrow().strip());
    }
}
