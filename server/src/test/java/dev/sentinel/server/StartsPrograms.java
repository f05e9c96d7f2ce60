package dev.sentinel.server;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Of tests that start the program in processes of its own: one such test at a time. Several Java
 * machines that start at once, beside all other tests, take so long that the program rightly says
 * that PostgreSQL does not answer in time.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock("programs")
public @interface StartsPrograms {}
