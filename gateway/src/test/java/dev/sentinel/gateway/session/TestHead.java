package dev.sentinel.gateway.session;

import dev.sentinel.web.Head;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a browser sends, as far as sessions look at it. */
record TestHead(String method, Map<String, List<String>> sent) implements Head {
    static TestHead withCookies(String... cookies) {
        return new TestHead("GET", Map.of("Cookie", List.of(cookies)));
    }

    @Override
    public String path() {
        return "/v1/cases";
    }

    @Override
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    @Override
    public List<String> headers(String name) {
        return sent.getOrDefault(name, List.of());
    }

    @Override
    public String remoteAddress() {
        return "192.0.2.1";
    }
}
