package dev.sentinel.risk.payment;

import java.util.Optional;

/** A reference to a document about a party, read later in the background (contract §3.1, §6). */
public record KycRef(
        String entityId,
        Optional<String> docHash,
        Optional<String> docS3Url,
        Optional<String> textBlob) {}
