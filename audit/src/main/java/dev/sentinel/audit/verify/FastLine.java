package dev.sentinel.audit.verify;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.verify.Checked.Remark;
import dev.sentinel.audit.verify.Checked.Remark.ErasureTold;
import dev.sentinel.audit.verify.Checked.Remark.PersonalMissing;
import dev.sentinel.base.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A line of an export, hashed as it stands. Whoever wrote it wrote canonical JSON, as a rule; a
 * line that does not hash to its leaf as it stands is read again with {@link ExportLine}, which
 * makes it canonical first.
 */
final class FastLine {
    private final byte[] line;
    private final LeafBytes hasher;
    private long index = -1;
    private byte[] leaf = {};
    private Optional<Slice> event = Optional.empty();
    private Optional<EventScan> scan = Optional.empty();
    private Optional<Personal> actor = Optional.empty();
    private Optional<Personal> target = Optional.empty();

    private record Slice(int from, int until) {}

    private record Personal(String salt, Slice fields) {}

    private FastLine(byte[] line, LeafBytes hasher) {
        this.line = line;
        this.hasher = hasher;
    }

    /** Reads the line; empty when it is not one that stands at this index and is good as it is. */
    static Optional<FastLine> good(byte[] line, long index, LeafBytes hasher, byte[] row, int at) {
        FastLine fast = new FastLine(line, hasher);
        try (JsonParser json = Json.mapper().getFactory().createParser(line)) {
            fast.read(json);
            return fast.isGood(index, row, at) ? Optional.of(fast) : Optional.empty();
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What the line says of its event. */
    EventScan scan() {
        return scan.orElseThrow();
    }

    /** What only the rest of the log can explain. */
    void remark(List<Remark> remarks) {
        if (scan().actor().isPresent() && actor.isEmpty()) {
            remarks.add(new PersonalMissing(index, scan().id(), "actor"));
        }
        if (scan().target().isPresent() && target.isEmpty()) {
            remarks.add(new PersonalMissing(index, scan().id(), "target"));
        }
        if (scan().action().equals(Erased.ACTION)) {
            Slice slice = event.orElseThrow();
            String text =
                    new String(
                            line,
                            slice.from(),
                            slice.until() - slice.from(),
                            StandardCharsets.UTF_8);
            Optional.of(Json.tree(text).path("metadata"))
                    .filter(JsonNode::isObject)
                    .ifPresent(lists -> remarks.add(new ErasureTold(Json.text(lists))));
        }
    }

    private void read(JsonParser json) throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "index" -> {
                    require(index < 0);
                    index = json.getLongValue();
                }
                case "leaf" -> {
                    require(leaf.length == 0);
                    leaf = Base64.getDecoder().decode(json.getText());
                }
                case "event" -> {
                    require(event.isEmpty() && value == JsonToken.START_OBJECT);
                    int from = start(json);
                    scan = Optional.of(EventScan.of(json));
                    event = Optional.of(new Slice(from, end(json)));
                }
                case "personal" -> {
                    require(actor.isEmpty() && target.isEmpty());
                    readPersonal(json);
                }
                default -> json.skipChildren();
            }
        }
        require(json.nextToken() == null);
    }

    private void readPersonal(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String about = json.currentName();
            require(json.nextToken() == JsonToken.START_OBJECT);
            String salt = "";
            Optional<Slice> fields = Optional.empty();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                JsonToken value = json.nextToken();
                if (name.equals("salt")) {
                    salt = json.getText();
                } else if (name.equals("fields") && value == JsonToken.START_OBJECT) {
                    int from = start(json);
                    json.skipChildren();
                    fields = Optional.of(new Slice(from, end(json)));
                } else {
                    json.skipChildren();
                }
            }
            Personal found = new Personal(salt, fields.orElseThrow(IllegalArgumentException::new));
            require(about.equals("actor") || about.equals("target"));
            if (about.equals("actor")) {
                require(actor.isEmpty());
                actor = Optional.of(found);
            } else {
                require(target.isEmpty());
                target = Optional.of(found);
            }
        }
    }

    private boolean isGood(long expected, byte[] row, int at) {
        if (index != expected || leaf.length != Hash.LENGTH || event.isEmpty()) {
            return false;
        }
        Slice slice = event.get();
        hasher.begin().raw(line, slice.from(), slice.until() - slice.from());
        System.arraycopy(leaf, 0, row, at * Hash.LENGTH, Hash.LENGTH);
        return hasher.hashesTo(row, at)
                && commits(scan.flatMap(EventScan::actor), actor)
                && commits(scan.flatMap(EventScan::target), target);
    }

    private boolean commits(Optional<String> committed, Optional<Personal> personal) {
        if (committed.isEmpty() || personal.isEmpty()) {
            // Fields that are not there may have been erased; fields that were added may not.
            return personal.isEmpty();
        }
        byte[] salt = HexFormat.of().parseHex(personal.get().salt());
        Slice fields = personal.get().fields();
        byte[] hash = HexFormat.of().parseHex(committed.get());
        return hash.length == Hash.LENGTH
                && hasher.commits(
                        salt,
                        0,
                        salt.length,
                        line,
                        fields.from(),
                        fields.until() - fields.from(),
                        hash,
                        0);
    }

    private static int start(JsonParser json) {
        return (int) json.currentTokenLocation().getByteOffset();
    }

    private static int end(JsonParser json) {
        return (int) json.currentLocation().getByteOffset();
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException("not written as we write it");
        }
    }
}
