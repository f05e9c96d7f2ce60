package dev.sentinel.audit.verify;

import com.fasterxml.jackson.core.JsonParser;
import dev.sentinel.audit.sequencer.Tile;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.audit.verify.Checked.Remark;
import dev.sentinel.audit.verify.Checked.Remark.EventGone;
import dev.sentinel.audit.verify.LogClient.Served;
import dev.sentinel.audit.verify.VerifyOutcome.Broken;
import dev.sentinel.base.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A log as a running server serves it (C2SP tlog-tiles): checkpoint, entry bundles, and every tile,
 * each held to what lies below it. Personal fields are not served, so they are not checked here. Of
 * entries that the server says are too old to be kept only the leaf hashes are.
 */
public final class ServedLog implements LogSource {
    private final LogClient client;
    private final UpperTiles above;

    public ServedLog(LogClient client) {
        this.client = client;
        this.above = new UpperTiles((level, n) -> client.tile(level, n, Tile.WIDTH));
    }

    @Override
    public Optional<String> checkpoint() {
        return client.checkpoint();
    }

    @Override
    public List<String> kept() {
        return List.of();
    }

    @Override
    public Supplier<Checked> next(long first, int count) {
        return () -> checked(first, count);
    }

    @Override
    public Optional<Broken> above(Checked checked) {
        return above.add(checked);
    }

    @Override
    public Optional<Broken> afterwards(Rebuilt rebuilt) {
        return Optional.empty();
    }

    private Checked checked(long first, int count) {
        byte[] leaves = new byte[count * Hash.LENGTH];
        List<UUID> ids = new ArrayList<>(count);
        List<Remark> remarks = new ArrayList<>();
        LeafBytes hasher = new LeafBytes();
        for (long index = first; index < first + count; index += Tile.WIDTH) {
            int width = (int) Math.min(Tile.WIDTH, first + count - index);
            Optional<byte[]> tile = client.tile(0, index / Tile.WIDTH, width);
            if (tile.isEmpty() || tile.get().length != width * Hash.LENGTH) {
                return Checked.of(
                        ids,
                        leaves,
                        remarks,
                        Optional.of(Broken.at(index, "the tile from this index on is missing")));
            }
            Optional<Broken> fault = Optional.empty();
            switch (client.entries(index / Tile.WIDTH, width)) {
                case Served.Bytes(var entries) ->
                        fault = entries(index, width, tile.get(), entries, hasher, ids, leaves);
                case Served.Nothing() ->
                        fault = Optional.of(Broken.at(index, "the event is missing"));
                case Served.Gone() -> {
                    int at = ids.size() * Hash.LENGTH;
                    System.arraycopy(tile.get(), 0, leaves, at, width * Hash.LENGTH);
                    ids.addAll(Collections.nCopies(width, Checked.UNKNOWN));
                    remarks.addAll(Collections.nCopies(width, new EventGone()));
                }
            }
            if (fault.isPresent()) {
                return Checked.of(ids, leaves, remarks, fault);
            }
        }
        return Checked.of(ids, leaves, remarks, Optional.empty());
    }

    private static Optional<Broken> entries(
            long index,
            int width,
            byte[] tile,
            byte[] entries,
            LeafBytes hasher,
            List<UUID> ids,
            byte[] leaves) {
        int at = 0;
        for (int i = 0; i < width; i++) {
            if (entries.length < at + 2) {
                return Optional.of(Broken.at(index + i, "the event is missing"));
            }
            int length = ((entries[at] & 0xFF) << 8) | (entries[at + 1] & 0xFF);
            if (entries.length < at + 2 + length) {
                return Optional.of(Broken.at(index + i, "the event is cut short"));
            }
            Optional<Broken> fault =
                    entry(index + i, hasher.begin().raw(entries, at + 2, length), tile, i);
            if (fault.isPresent()) {
                return fault;
            }
            hasher.hashInto(leaves, ids.size());
            Optional<UUID> id = id(Arrays.copyOfRange(entries, at + 2, at + 2 + length));
            if (id.isEmpty()) {
                return Optional.of(
                        Broken.at(index + i, "the event's time is not the one in its id"));
            }
            ids.add(id.get());
            at += 2 + length;
        }
        return at == entries.length
                ? Optional.empty()
                : Optional.of(Broken.at(index, "the entry bundle from this index on is too long"));
    }

    private static Optional<Broken> entry(long index, LeafBytes leaf, byte[] tile, int position) {
        return leaf.hashesTo(tile, position)
                ? Optional.empty()
                : Optional.of(Broken.at(index, "the event was altered"));
    }

    /** The id of an event, when its time is the one in it. */
    private static Optional<UUID> id(byte[] event) {
        try (JsonParser json = Json.mapper().getFactory().createParser(event)) {
            json.nextToken();
            EventScan scan = EventScan.of(json);
            return ExportedLog.isTimeOf(scan.id(), scan.at())
                    ? Optional.of(scan.id())
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
