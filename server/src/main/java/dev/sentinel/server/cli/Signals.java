package dev.sentinel.server.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of the operating system that a running program answers to.
 *
 * <p>The JDK has signals only in {@code jdk.unsupported}, whose use javac warns of without a way to
 * say that it is meant; so it is reached by reflection, and where there is none a signal does what
 * it always does.
 */
public final class Signals {
    private static final Logger log = LoggerFactory.getLogger(Signals.class);

    private Signals() {}

    /** SIGHUP asks to read the files again. Runs the work each time, never twice at once. */
    public static void hangup(Runnable work) {
        on("HUP", work);
    }

    /** SIGTERM and Ctrl-C: who ends as it was asked to has not failed, so the exit code is 0. */
    static void end() {
        on("TERM", () -> System.exit(0));
        on("INT", () -> System.exit(0));
    }

    private static void on(String name, Runnable work) {
        ReentrantLock one = new ReentrantLock();
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(
                            Signals.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, method, _) ->
                                    switch (method.getName()) {
                                        case "handle" -> {
                                            guarded(one, name, work);
                                            yield null;
                                        }
                                        case "hashCode" -> 1;
                                        case "equals" -> false;
                                        default -> name;
                                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException absent) {
            Throwable cause =
                    absent instanceof InvocationTargetException thrown ? thrown.getCause() : absent;
            log.debug("SIG{} does here what it always does", name, cause);
        }
    }

    private static void guarded(ReentrantLock one, String name, Runnable work) {
        one.lock();
        try {
            work.run();
        } catch (RuntimeException failure) {
            log.error("what SIG{} asked for failed", name, failure);
        } finally {
            one.unlock();
        }
    }
}
