package dev.sentinel.gateway.forward;

/**
 * Whether a call that failed is sent once more: never one that may have changed something, never
 * after a part of an answer, and within the service's budget.
 */
final class SecondTry {
    private final Upstream upstream;
    private int tries;
    private boolean heard;
    private boolean asked;

    SecondTry(Upstream upstream) {
        this.upstream = upstream;
    }

    void began() {
        tries++;
        heard = false;
    }

    /** A part of an answer has come. */
    void answered() {
        heard = true;
    }

    boolean isWorthwhile(Failure failure, Outbound outbound) {
        return outbound.isSafe()
                && outbound.isBodiless()
                && !heard
                && failure.mayBeTriedAgain()
                && tries <= upstream.destination().retries()
                && !upstream.breaker().isOpen()
                && upstream.retries().take();
    }

    /** Once a call, for the service's refusal of the gateway's own credential. */
    boolean mayAskForCredential(Failure failure) {
        if (failure != Failure.CREDENTIAL_REFUSED || asked) {
            return false;
        }
        asked = true;
        return true;
    }
}
