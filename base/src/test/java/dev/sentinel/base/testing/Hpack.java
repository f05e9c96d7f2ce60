package dev.sentinel.base.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Reads field blocks that use no dynamic table and no Huffman code (RFC 7541). */
final class Hpack {
    /** Appendix A, whose last entry that answers use is 61. */
    private static final String[] TABLE =
            ("|:authority|:method=GET|:method=POST|:path=/|:path=/index.html|:scheme=http"
                            + "|:scheme=https|:status=200|:status=204|:status=206|:status=304"
                            + "|:status=400|:status=404|:status=500|accept-charset"
                            + "|accept-encoding=gzip, deflate|accept-language|accept-ranges|accept"
                            + "|access-control-allow-origin|age|allow|authorization|cache-control"
                            + "|content-disposition|content-encoding|content-language"
                            + "|content-length|content-location|content-range|content-type|cookie"
                            + "|date|etag|expect|expires|from|host|if-match|if-modified-since"
                            + "|if-none-match|if-range|if-unmodified-since|last-modified|link"
                            + "|location|max-forwards|proxy-authenticate|proxy-authorization|range"
                            + "|referer|refresh|retry-after|server|set-cookie"
                            + "|strict-transport-security|transfer-encoding|user-agent|vary|via"
                            + "|www-authenticate")
                    .split("\\|", -1);

    private final ByteBuffer block;

    private Hpack(ByteBuffer block) {
        this.block = block;
    }

    static Map<String, String> read(byte[] block) {
        Map<String, String> fields = new HashMap<>();
        Hpack hpack = new Hpack(ByteBuffer.wrap(block));
        while (hpack.block.hasRemaining()) {
            hpack.field(fields);
        }
        return fields;
    }

    private void field(Map<String, String> fields) {
        int first = block.get(block.position()) & 0xFF;
        if (first >= 0x80) {
            String[] entry = TABLE[number(7)].split("=", 2);
            fields.put(entry[0], entry.length == 2 ? entry[1] : "");
            return;
        }
        if (first >= 0x40) {
            literal(fields, number(6));
        } else if (first >= 0x20) {
            number(5);
        } else {
            literal(fields, number(4));
        }
    }

    private void literal(Map<String, String> fields, int index) {
        String name = index == 0 ? text() : TABLE[index].split("=", 2)[0];
        fields.put(name, text());
    }

    private String text() {
        if ((block.get(block.position()) & 0x80) != 0) {
            throw new IllegalStateException("Huffman code is not read here");
        }
        byte[] bytes = new byte[number(7)];
        block.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private int number(int bits) {
        int most = (1 << bits) - 1;
        int value = block.get() & most;
        if (value < most) {
            return value;
        }
        int shift = 0;
        while (true) {
            int next = block.get() & 0xFF;
            value += (next & 0x7F) << shift;
            shift += 7;
            if (next < 0x80) {
                return value;
            }
        }
    }
}
