package dev.sentinel.gateway.registry;

import java.util.List;
import java.util.stream.Collectors;

/** The registry file says something that must not be served. Carries every finding at once. */
public final class RegistryRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    RegistryRefused(List<Finding> findings) {
        super(
                findings.stream()
                        .map(Finding::toString)
                        .collect(Collectors.joining("\n  ", "service registry refused\n  ", "")));
        this.findings = List.copyOf(findings);
    }

    public List<Finding> findings() {
        return findings;
    }
}
