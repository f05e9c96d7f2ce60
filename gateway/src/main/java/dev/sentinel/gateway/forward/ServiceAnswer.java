package dev.sentinel.gateway.forward;

/** How a question of the gateway's own to a service can end. */
public sealed interface ServiceAnswer {
    /** The service has answered. */
    @SuppressWarnings("ArrayRecordComponent")
    record Answered(int status, byte[] body) implements ServiceAnswer {}

    /** It has not; the code is one of contract studio §13. */
    record NotAnswered(String code) implements ServiceAnswer {}
}
