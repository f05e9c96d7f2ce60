package dev.sentinel.server.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which asks a running program to read its files again.
 *
 * <p>The JDK has signals only in {@code jdk.unsupported}, whose use javac warns of without a way to
 * say that it is meant; so it is reached by reflection, and where there is none nothing happens.
 */
public final class Hangup {
    private static final Logger log = LoggerFactory.getLogger(Hangup.class);

    private Hangup() {}

    /** Runs the work each time that SIGHUP arrives, never twice at once. */
    public static void runs(Runnable work) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(
                            Hangup.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (_, method, _) ->
                                    switch (method.getName()) {
                                        case "handle" -> {
                                            guarded(work);
                                            yield null;
                                        }
                                        case "hashCode" -> 1;
                                        case "equals" -> false;
                                        default -> "hangup";
                                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException absent) {
            Throwable cause =
                    absent instanceof InvocationTargetException thrown ? thrown.getCause() : absent;
            log.debug("SIGHUP does nothing here", cause);
        }
    }

    private static synchronized void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException failure) {
            log.error("reloading failed", failure);
        }
    }
}
