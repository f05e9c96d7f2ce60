/** What the audit log's proofs cost: their size, their checking, verification, integration lag. */
@NullMarked
package dev.sentinel.bench.proof;

import org.jspecify.annotations.NullMarked;
