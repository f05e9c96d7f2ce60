package dev.sentinel.server.management;

import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.sentinel.base.json.JsonText;
import java.nio.charset.StandardCharsets;

/**
 * An event as one line of JSON. Of most lines, those of finished calls, all but the values is known
 * ahead; they are written here and look as Logback writes the others. For one thread.
 */
public final class JsonLines extends JsonEncoder {
    private final StringBuilder line = new StringBuilder(512);
    private String separator = "";

    /** As machines are to read it: no more than what a line of ours says. */
    public JsonLines() {
        setWithFormattedMessage(true);
        setWithMessage(false);
        setWithArguments(false);
        setWithContext(false);
        setWithSequenceNumber(false);
        setWithNanoseconds(false);
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return event instanceof RequestEvent request ? encode(request) : super.encode(event);
    }

    private byte[] encode(RequestEvent request) {
        line.setLength(0);
        line.append("{\"timestamp\":").append(request.getTimeStamp());
        line.append(",\"level\":\"INFO\",\"threadName\":");
        JsonText.append(line, request.getThreadName());
        line.append(",\"loggerName\":");
        JsonText.append(line, request.getLoggerName());
        line.append(",\"mdc\": {},\"kvpList\": [");
        separator = "";
        request.fields(this::field);
        line.append("],\"formattedMessage\":\"")
                .append(RequestEvent.MESSAGE)
                .append("\",\"throwable\":null}\n");
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void field(String name, String value) {
        line.append(separator).append("{\"").append(name).append("\":");
        // What a caller gave (a method, an id) must not end the line or begin another field.
        JsonText.append(line, value);
        line.append('}');
        separator = ",";
    }
}
