package dev.sentinel.risk.payment;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * SHA-256 over what a score request means, not over how it was written: {@code 1.50} and {@code
 * "1.5"}, {@code 10:00Z} and {@code 12:00+02:00}, or another order of keys are the same request.
 *
 * <p>A {@code tx_id} alone is the caller's choice: without this binding an id that once passed
 * could be replayed with another amount.
 */
public record Fingerprint(String hex) {

    static Fingerprint of(ScoreRequest request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Canonical canonical = new Canonical(out);
            canonical.payment(request.payment());
            canonical.parties(request.parties());
            canonical.count(request.kycRefs().size());
            for (KycRef ref : request.kycRefs()) {
                canonical.document(ref);
            }
            canonical.count(request.featureOverrides().size());
            for (var override : request.featureOverrides().entrySet()) {
                canonical.text(override.getKey());
                canonical.number(override.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Fingerprint(HexFormat.of().formatHex(sha256(bytes.toByteArray())));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Every value goes out with its length before it, so no two requests share one byte string. */
    private record Canonical(DataOutputStream out) {

        void payment(Payment payment) throws IOException {
            text(payment.txId());
            text(payment.createdAt().toString());
            number(payment.amount());
            text(payment.currency().wire());
            text(payment.direction().wire());
            text(payment.channel().wire());
            text(payment.psp().wire());
            text(payment.routeId());
            text(payment.status().wire());
            text(payment.statusReason());
            number(payment.feeTotal());
            optional(payment.fxRate().map(Canonical::plain));
        }

        void parties(Parties parties) throws IOException {
            text(parties.senderEntityId());
            text(parties.receiverEntityId());
            text(parties.senderCountry());
            text(parties.receiverCountry());
            optional(parties.userId());
            optional(parties.merchantId());
            optional(parties.ipHash());
            optional(parties.deviceIdHash());
        }

        void document(KycRef ref) throws IOException {
            text(ref.entityId());
            optional(ref.docHash());
            optional(ref.docS3Url());
            optional(ref.textBlob());
        }

        void count(int count) throws IOException {
            out.writeInt(count);
        }

        void number(BigDecimal value) throws IOException {
            text(plain(value));
        }

        void text(String value) throws IOException {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            out.writeInt(utf8.length);
            out.write(utf8);
        }

        private void optional(Optional<String> value) throws IOException {
            out.writeBoolean(value.isPresent());
            if (value.isPresent()) {
                text(value.get());
            }
        }

        private static String plain(BigDecimal value) {
            return value.stripTrailingZeros().toPlainString();
        }
    }
}
