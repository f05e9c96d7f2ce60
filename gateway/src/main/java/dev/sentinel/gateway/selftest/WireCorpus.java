package dev.sentinel.gateway.selftest;

import dev.sentinel.gateway.selftest.Expected.Arrives;
import dev.sentinel.gateway.selftest.Expected.InStep;
import dev.sentinel.gateway.selftest.Expected.NeverWhole;
import dev.sentinel.gateway.selftest.Expected.Refused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The corpus. Each case has bitten a known proxy. None changes anything at a gateway that holds it,
 * nor, by what it asks for, at one that does not.
 */
public final class WireCorpus {
    private static final Expected BROKEN = new Refused(Set.of(400), true);
    private static final Expected UNSPOKEN = new Refused(Set.of(400, 505), true);
    private static final Expected MALFORMED = new Refused(Set.of(400), false);
    private static final Expected NOT_ALLOWED = new Refused(Set.of(405), false);
    private static final String CHUNKED = "Transfer-Encoding: chunked";

    private final Target target;
    private final List<WireCase> cases = new ArrayList<>();

    private WireCorpus(Target target) {
        this.target = target;
        lengths();
        codings();
        heads();
        chunks();
        anew();
        connections();
        identities();
        targets();
        methods();
        sockets();
        inStep();
        versions();
    }

    public static List<WireCase> of(Target target) {
        return List.copyOf(new WireCorpus(target).cases);
    }

    private void lengths() {
        String body = "0\r\n\r\n";
        write("length and chunks", body, "Content-Length: 4", CHUNKED);
        write("chunks and length", body, CHUNKED, "Content-Length: 4");
        write("two lengths", "", "Content-Length: 0", "Content-Length: 4");
        write("a list of lengths", "", "Content-Length: 0, 4");
        write("a signed length", "hello", "Content-Length: +5");
        write("a negative length", "hello", "Content-Length: -5");
        write("a hexadecimal length", "hello", "Content-Length: 0x5");
        write("a grouped length", "hello", "Content-Length: 5_0");
        write("a length too great", "hello", "Content-Length: 99999999999999999999");
        write("an empty length", "hello", "Content-Length: ");
        write("space before the colon", "hello", "Content-Length : 5");
    }

    private void codings() {
        String body = "0\r\n\r\n";
        write("a coding after a vertical tab", body, "Transfer-Encoding: \u000bchunked");
        write("an unknown coding", body, "Transfer-Encoding: xchunked");
        write("chunked not last", body, "Transfer-Encoding: chunked, identity");
        write("chunked twice", body, CHUNKED, CHUNKED);
    }

    private void heads() {
        write("NUL in a value", "", "Content-Length: 0", "X-A: b\0c");
        write("bare CR in a value", "", "Content-Length: 0", "X-A: b\rc");
        String read = "GET " + target.read();
        refused(1, "bare LF after a header", read + " HTTP/1.1\nHost: g\n\n", BROKEN);
        refused(1, "bare LF in a head", target.request(read, "X-A: b\nX-User-Id: root"), BROKEN);
        refused(1, "a folded line", target.request(read, "X-A: b", " X-User-Id: root"), BROKEN);
        refused(1, "no Host", read + " HTTP/1.1\r\nX-A: b\r\n\r\n", BROKEN);
        refused(1, "two Hosts", target.request(read, "Host: other.example"), BROKEN);
        refused(1, "space in the target", target.request(read + " /v1/x"), BROKEN);
    }

    private void chunks() {
        broken("a space before a chunk's size", " 5\r\nhello\r\n0\r\n\r\n");
        broken("a signed chunk size", "+5\r\nhello\r\n0\r\n\r\n");
        broken("a prefixed chunk size", "0x5\r\nhello\r\n0\r\n\r\n");
        broken("a chunk size too great", "fffffffffffffffff\r\nhello\r\n0\r\n\r\n");
        broken("bare LF after a chunk's size", "5\nhello\r\n0\r\n\r\n");
        broken("no end of a chunk", "5\r\nhelloX\r\n0\r\n\r\n");
        broken("LF in a chunk's extension", "5;a=\nb\r\nhello\r\n0\r\n\r\n");
    }

    private void anew() {
        arrives(
                2,
                "chunks are made anew",
                target.request("POST " + target.echo(), CHUNKED, "Trailer: X-User-Id")
                        + "5;ext=1\r\nhello\r\n1\r\n!\r\n0\r\nX-User-Id: forged\r\n\r\n",
                new Arrives(List.of(), List.of("ext=1", "forged"), List.of("Content-Length")));
        arrives(
                2,
                "a length is made anew",
                target.request("POST " + target.echo(), "Content-Length: 0005") + "hello",
                new Arrives(List.of(), List.of("0005"), List.of("Transfer-Encoding")));
    }

    private void connections() {
        arrives(
                3,
                "headers of the connection stay on it",
                target.request(
                        "GET " + target.echo(),
                        "Connection: keep-alive, Foo",
                        "Foo: bar",
                        "Keep-Alive: timeout=5",
                        "TE: trailers",
                        "Proxy-Authorization: Basic eA==",
                        "Upgrade: h2c",
                        "HTTP2-Settings: AAMAAABkAAQAAP__"),
                new Arrives(
                        List.of(),
                        List.of(),
                        List.of(
                                "Foo",
                                "Keep-Alive",
                                "TE",
                                "Proxy-Authorization",
                                "Upgrade",
                                "HTTP2-Settings")));
        for (String name : List.of("Authorization", "cookie", "X-User-Id", "X_User_Id", "Host")) {
            add(
                    3,
                    "Connection names " + name,
                    target.request("GET " + target.echo(), "Connection: keep-alive, " + name)
                            + target.next(),
                    MALFORMED,
                    true);
        }
    }

    private void identities() {
        arrives(
                4,
                "identity headers in every spelling",
                target.request(
                        "GET " + target.echo(),
                        "X-User-Id: forged",
                        "X_User_Id: forged",
                        "x.user.id: forged",
                        "X-User-Role: forged",
                        "X-USER-ROLE_: forged",
                        "X-Tenant-Id: forged",
                        "X-Scopes: forged",
                        "X-Forwarded-For: 6.6.6.6",
                        "Forwarded: for=6.6.6.6"),
                new Arrives(List.of(), List.of("forged", "6.6.6.6"), List.of()));
        arrives(
                8,
                "cookies and tokens stay behind",
                target.request("GET " + target.echo(), "Cookie: __Host-session=left-behind"),
                new Arrives(List.of(), List.of("left-behind", "Bearer"), List.of("Cookie")));
    }

    private void targets() {
        arrives(
                5,
                "a query leaves as it came",
                target.request("GET " + target.echo() + "?x=1&x=2&y=%2F%2e"),
                new Arrives(List.of("?x=1&x=2&y=%2F%2e"), List.of(), List.of()));
        for (String path :
                List.of(
                        "/v1/x/../y",
                        "/v1/%2e%2e/x",
                        "/v1/%2E./x",
                        "/v1/a%2fb",
                        "/v1/a%5Cb",
                        "/v1/a%00b",
                        "/v1/a%0d%0ab",
                        "/v1/a%252e",
                        "/v1/a%c0%ae",
                        "/v1/a;p=1",
                        "/v1/a%3bp",
                        "//v1/x",
                        "/v1//x",
                        "/v1\\x",
                        "http://evil.example/v1/x")) {
            refused(5, "the target " + path, target.request("GET " + path), MALFORMED);
        }
        refused(5, "the target *", target.request("OPTIONS *"), MALFORMED);
    }

    private void methods() {
        refused(6, "TRACE", target.request("TRACE " + target.read()), NOT_ALLOWED);
        refused(6, "an unknown method", target.request("FOO " + target.read()), NOT_ALLOWED);
        refused(6, "CONNECT", target.request("CONNECT evil.example:443"), NOT_ALLOWED);
    }

    private void sockets() {
        String[] upgrade = {
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        };
        add(
                7,
                "a WebSocket of nobody",
                target.anonymous("GET " + target.echo(), upgrade) + target.next(),
                new Refused(Set.of(401), false),
                true);
        String[] foreign = Arrays.copyOf(upgrade, upgrade.length + 1);
        foreign[upgrade.length] = "Origin: https://evil.example";
        add(
                9,
                "a WebSocket of another site's page",
                target.request("GET " + target.echo(), foreign) + target.next(),
                new Refused(Set.of(403), false),
                true);
        for (String name : List.of("Authorization", "Cookie", "X-User-Id")) {
            String[] without = upgrade.clone();
            without[0] = "Connection: Upgrade, " + name;
            add(
                    3,
                    "Connection of a WebSocket names " + name,
                    target.request("GET " + target.echo(), without) + target.next(),
                    MALFORMED,
                    true);
        }
    }

    private void inStep() {
        add(
                10,
                "HEAD has no body",
                target.request("HEAD " + target.read()) + target.next(),
                new InStep(2),
                false);
        add(
                10,
                "Expect is answered once",
                target.request(
                                "POST " + target.write(),
                                "Expect: 100-continue",
                                "Content-Type: application/json",
                                "Content-Length: 2")
                        + "{}"
                        + target.next(),
                new InStep(2),
                false);
        add(
                10,
                "three requests at once",
                target.next() + target.next() + target.next(),
                new InStep(3),
                false);
    }

    private void versions() {
        String read = "GET " + target.read();
        refused(12, "HTTP/0.9", read + "\r\n\r\n", UNSPOKEN);
        refused(12, "HTTP/3.7", read + " HTTP/3.7\r\nHost: g\r\n\r\n", UNSPOKEN);
        refused(12, "HTTP/2 in clear text", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", UNSPOKEN);
        add(
                12,
                "an upgrade to HTTP/2 in clear text",
                target.anonymous(
                                read,
                                "Connection: Upgrade, HTTP2-Settings",
                                "Upgrade: h2c",
                                "HTTP2-Settings: AAMAAABkAAQAAP__")
                        + target.next(),
                new InStep(2),
                false);
    }

    private void write(String name, String body, String... headers) {
        refused(1, name, target.request("POST " + target.write(), headers) + body, BROKEN);
    }

    private void broken(String name, String body) {
        add(
                1,
                name,
                target.request("POST " + target.write(), CHUNKED) + body + target.next(),
                new NeverWhole(),
                false);
    }

    private void refused(int invariant, String name, String request, Expected expected) {
        add(invariant, name, request + target.next(), expected, false);
    }

    private void arrives(int invariant, String name, String request, Arrives expected) {
        add(invariant, name, request, expected, true);
    }

    private void add(
            int invariant, String name, String request, Expected expected, boolean needsEcho) {
        cases.add(new WireCase(invariant, name, request, expected, needsEcho));
    }
}
