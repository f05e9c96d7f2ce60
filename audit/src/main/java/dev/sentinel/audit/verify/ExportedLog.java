package dev.sentinel.audit.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sentinel.audit.event.Entry;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.verify.Checked.Remark;
import dev.sentinel.audit.verify.Checked.Remark.EventGone;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.base.json.Json;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** A log in a file that proves itself: read without the database, the program or the network. */
public final class ExportedLog implements LogSource {
    private final LineReader lines;
    private final Clock clock;

    /** Reads the export from its beginning. The caller closes the stream. */
    public ExportedLog(InputStream export) {
        this(export, Clock.systemUTC());
    }

    /** Whether events are old enough to be gone is told by this clock. */
    ExportedLog(InputStream export, Clock clock) {
        this.lines = new LineReader(export);
        this.clock = clock;
    }

    @Override
    public Optional<String> checkpoint() {
        return lines.next().flatMap(ExportedLog::checkpoint);
    }

    @Override
    public List<String> kept() {
        return List.of();
    }

    @Override
    public Supplier<Checked> next(long first, int count) {
        List<byte[]> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Optional<byte[]> line = lines.next();
            if (line.isEmpty()) {
                break;
            }
            batch.add(line.get());
        }
        return () -> checked(first, count, batch);
    }

    @Override
    public Optional<Broken> above(Checked checked) {
        return Optional.empty();
    }

    @Override
    public Optional<Broken> afterwards(Rebuilt rebuilt) {
        if (lines.next().isPresent()) {
            return Optional.of(
                    Broken.at(
                            rebuilt.edge().size(), "the export has entries beyond its checkpoint"));
        }
        return rebuilt.erased().loss();
    }

    private static Optional<String> checkpoint(byte[] line) {
        try {
            return Optional.ofNullable(Json.read(line).path("checkpoint").textValue());
        } catch (JsonProcessingException _) {
            return Optional.empty();
        }
    }

    private Checked checked(long first, int count, List<byte[]> lines) {
        LeafBytes hasher = new LeafBytes();
        byte[] leaves = new byte[count * Hash.LENGTH];
        List<UUID> ids = new ArrayList<>(count);
        List<Remark> remarks = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            byte[] line = lines.get(i);
            Optional<FastLine> good =
                    FastLine.good(line, first + i, hasher, leaves, i)
                            .filter(fast -> isTimeOf(fast.scan().id(), fast.scan().at()));
            if (good.isPresent()) {
                ids.add(good.get().scan().id());
                good.get().remark(remarks);
                continue;
            }
            Optional<Broken> fault = slowly(line, first + i, ids, leaves, remarks);
            if (fault.isPresent()) {
                return Checked.of(ids, leaves, remarks, fault);
            }
        }
        return Checked.of(
                ids,
                leaves,
                remarks,
                ids.size() < count
                        ? Optional.of(
                                Broken.at(first + ids.size(), "the export ends before this entry"))
                        : Optional.empty());
    }

    /** As our canonical form, whatever the form of the line; says what is wrong with it. */
    private Optional<Broken> slowly(
            byte[] text, long index, List<UUID> ids, byte[] leaves, List<Remark> remarks) {
        try {
            Optional<GoneLine> gone = GoneLine.parse(text);
            if (gone.isPresent()) {
                return gone(gone.get(), index, ids, leaves, remarks);
            }
            ExportLine line = ExportLine.parse(new String(text, StandardCharsets.UTF_8));
            JsonNode event = line.eventNode();
            UUID id = UUID.fromString(event.path("id").asText());
            Optional<String> fault = fault(line, index, id, event.path("at").asText());
            if (fault.isPresent()) {
                return fault.map(what -> Broken.at(index, id, what));
            }
            line.remark(id, remarks);
            put(line.leaf(), id, ids, leaves);
            return Optional.empty();
        } catch (IllegalArgumentException | DateTimeException malformed) {
            return Optional.of(
                    Broken.at(index, "the entry is malformed: " + malformed.getMessage()));
        }
    }

    private Optional<Broken> gone(
            GoneLine line, long index, List<UUID> ids, byte[] leaves, List<Remark> remarks) {
        Optional<String> fault = line.fault(index, Retention.keptSince(clock.instant()));
        if (fault.isEmpty()) {
            remarks.add(new EventGone());
            put(line.leaf(), line.id(), ids, leaves);
        }
        return fault.map(what -> Broken.at(index, line.id(), what));
    }

    private static void put(Hash leaf, UUID id, List<UUID> ids, byte[] leaves) {
        System.arraycopy(leaf.bytes(), 0, leaves, ids.size() * Hash.LENGTH, Hash.LENGTH);
        ids.add(id);
    }

    private static Optional<String> fault(ExportLine line, long index, UUID id, String at) {
        if (line.index() != index) {
            return Optional.of("entry %d stands where this one belongs".formatted(line.index()));
        }
        if (!line.recomputed().equals(line.leaf())) {
            return Optional.of("the event was altered");
        }
        if (id.version() != 7 || !Entry.time(id).equals(Instant.parse(at))) {
            return Optional.of("the event's time is not the one in its id");
        }
        return line.personalFault();
    }

    static boolean isTimeOf(UUID id, String at) {
        return id.version() == 7 && Entry.time(id).toString().equals(at);
    }
}
