package dev.sentinel.web;

/** Is told of every finished request, on its event loop: it must not block. */
@FunctionalInterface
public interface CallObserver {
    void finished(FinishedCall call);

    /** Tells this one, then the other. */
    default CallObserver and(CallObserver other) {
        return call -> {
            finished(call);
            other.finished(call);
        };
    }
}
