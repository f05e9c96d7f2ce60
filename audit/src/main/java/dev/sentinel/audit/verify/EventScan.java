package dev.sentinel.audit.verify;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * What a verification needs of an event's JSON, found without making a tree of it.
 *
 * @param at the time as it stands there
 * @param actor in hexadecimal, what commits to the personal fields of the actor
 * @param target the same for the target
 */
record EventScan(
        UUID id, String at, String action, Optional<String> actor, Optional<String> target) {

    /**
     * Reads the object that the parser stands at, to its end.
     *
     * @throws IllegalArgumentException when it has no id or no time
     */
    static EventScan of(JsonParser json) throws IOException {
        String id = "";
        String at = "";
        String action = "";
        Optional<String> actor = Optional.empty();
        Optional<String> target = Optional.empty();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("personal") && value == JsonToken.START_OBJECT) {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String about = json.currentName();
                    Optional<String> hash = Optional.ofNullable(json.nextTextValue());
                    actor = about.equals("actor") ? hash : actor;
                    target = about.equals("target") ? hash : target;
                    json.skipChildren();
                }
            } else if (name.equals("id") && value == JsonToken.VALUE_STRING) {
                id = json.getText();
            } else if (name.equals("action") && value == JsonToken.VALUE_STRING) {
                action = json.getText();
            } else if (name.equals("at") && value == JsonToken.VALUE_STRING) {
                at = json.getText();
            } else {
                json.skipChildren();
            }
        }
        return new EventScan(UUID.fromString(id), at, action, actor, target);
    }
}
