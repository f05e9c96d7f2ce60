package dev.sentinel.gateway.forward;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log why a call to a service has failed, under the id that its caller was told: the
 * caller learns a code, and nothing of what is behind the gateway. One line for each such call,
 * where the failure has become the answer; as the line of the request, it can be switched off.
 */
final class FailedCalls {
    private static final Logger LOG = LoggerFactory.getLogger(FailedCalls.class);

    private FailedCalls() {}

    static void tell(String requestId, String service, String cause) {
        LOG.info("call {} to {} failed: {}", requestId, service, cause);
    }

    static void tell(String requestId, String service, Failure failure) {
        tell(requestId, service, failure.inWords());
    }

    /** {@code status} is what the service has answered. */
    static void tell(String requestId, String service, Failure failure, int status) {
        LOG.info(
                "call {} to {} failed: {}, status {}",
                requestId,
                service,
                failure.inWords(),
                status);
    }
}
