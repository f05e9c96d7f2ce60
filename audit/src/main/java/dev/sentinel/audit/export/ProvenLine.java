package dev.sentinel.audit.export;

import dev.sentinel.audit.log.PersonalRow;
import dev.sentinel.audit.log.StoredEntry;
import dev.sentinel.audit.sequencer.InclusionProof;
import dev.sentinel.audit.tree.Hash;
import dev.sentinel.base.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entry on a line of its own, with all that proves it: the event in the canonical form that the
 * leaf is the hash of, the personal fields with their salts, and the way from the leaf to a signed
 * root. An entry that is not integrated yet has no proof.
 */
final class ProvenLine {
    private ProvenLine() {}

    static String of(StoredEntry entry, Optional<InclusionProof> proof) {
        StringBuilder line = new StringBuilder(1_024);
        line.append("{\"event\":")
                .append(new String(entry.event().canonical(), StandardCharsets.UTF_8));
        List<String> personal = new ArrayList<>();
        entry.personal().actor().ifPresent(row -> personal.add(personal("actor", row)));
        entry.personal().target().ifPresent(row -> personal.add(personal("target", row)));
        if (!personal.isEmpty()) {
            line.append(",\"personal\":{").append(String.join(",", personal)).append('}');
        }
        if (entry.entry().erased()) {
            line.append(",\"erased\":true");
        }
        proof.ifPresent(way -> append(line, way));
        return line.append("}\n").toString();
    }

    private static String personal(String about, PersonalRow row) {
        return "\"%s\":{\"salt\":\"%s\",\"fields\":%s}".formatted(about, row.salt(), row.fields());
    }

    private static void append(StringBuilder line, InclusionProof proof) {
        line.append(",\"proof\":{\"index\":").append(proof.index());
        line.append(",\"size\":").append(proof.size());
        line.append(",\"leaf\":\"").append(proof.leaf().base64());
        line.append("\",\"path\":")
                .append(Json.text(proof.path().stream().map(Hash::base64).toList()));
        line.append(",\"checkpoint\":").append(Json.text(proof.checkpoint())).append('}');
    }
}
