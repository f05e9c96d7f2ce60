package dev.sentinel.gateway.selftest;

/**
 * What the cases are aimed at.
 *
 * @param host the value of Host
 * @param read an open path whose GET is answered 200
 * @param write a path that takes a POST and reads its body
 * @param echo a path that is forwarded to a service which tells what arrived there, for whoever
 *     shows the token
 * @param token a Bearer token, empty for none
 */
public record Target(String host, String read, String write, String echo, String token) {
    static final String OF_EVERY_GATEWAY = "/api/v1/auth/login";

    /**
     * Of a gateway behind which nothing can be seen: signing in without saying who is read by
     * everyone and changes nothing.
     */
    static Target outside(String host) {
        return new Target(host, "/health", OF_EVERY_GATEWAY, "", "");
    }

    /** Of a gateway with a service that tells what arrives. */
    public static Target through(String host, String echo, String token) {
        return new Target(host, "/health", echo, echo, token);
    }

    /** A request whose headers stand one a line; with the token when there is one. */
    String request(String line, String... headers) {
        return anonymous(
                line,
                token.isEmpty() ? headers : prepended("Authorization: Bearer " + token, headers));
    }

    String anonymous(String line, String... headers) {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return line + " HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n";
    }

    /** A plain request to go on with: whether it is answered tells where the one before ended. */
    String next() {
        return anonymous("GET " + read + "?next");
    }

    private static String[] prepended(String first, String... rest) {
        String[] all = new String[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }
}
