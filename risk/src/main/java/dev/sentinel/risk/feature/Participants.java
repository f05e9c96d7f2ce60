package dev.sentinel.risk.feature;

import org.jspecify.annotations.Nullable;

/** The entities of one payment as they stand; absent ones have not been seen or are not named. */
record Participants(
        @Nullable Entity sender,
        @Nullable Entity terminal,
        @Nullable Entity device,
        @Nullable Entity ip,
        @Nullable Entity pair) {

    static final Participants NONE = new Participants(null, null, null, null, null);
}
