package dev.sentinel.audit.verify;

import dev.sentinel.audit.log.EventRow;
import dev.sentinel.audit.log.PersonalRows;
import dev.sentinel.audit.tree.Hash;
import java.util.Optional;
import java.util.UUID;

/** A stored leaf with what is found of its event. */
record LeafRow(
        long index, UUID eventId, Hash hash, Optional<EventRow> event, PersonalRows personal) {}
