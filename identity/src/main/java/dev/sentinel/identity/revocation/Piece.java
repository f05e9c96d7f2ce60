package dev.sentinel.identity.revocation;

import dev.sentinel.trust.revocation.FeedPiece;
import dev.sentinel.trust.revocation.Position;
import java.time.Instant;
import java.util.List;

/**
 * A piece of the log, as {@link FeedPiece} explains it.
 *
 * @param asOf just before the database was asked
 */
record Piece(
        List<LoggedRevocation> revocations,
        Position through,
        long latest,
        boolean snapshot,
        Instant asOf) {

    /** Whether there is anything in it that its reader does not know. */
    boolean isNews() {
        return snapshot || !revocations.isEmpty();
    }

    boolean isComplete() {
        return through.sequence() >= latest;
    }

    /** What verifiers are shown of it. */
    FeedPiece shown() {
        return new FeedPiece(
                revocations.stream().map(LoggedRevocation::revocation).toList(),
                through,
                latest,
                snapshot,
                asOf);
    }
}
