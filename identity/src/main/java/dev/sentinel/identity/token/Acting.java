package dev.sentinel.identity.token;

import dev.sentinel.identity.delegation.DelegationId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * For whom a token's client acts, and what that rests on (RFC 8693 section 4.1).
 *
 * @param subject for whom, in the end
 * @param person whether the subject is a person
 * @param before who acted before the client, nearest first
 * @param delegation by which the client may
 * @param links the ids of every token, credential and delegation on the way: cutting one ends the
 *     token
 */
record Acting(
        String subject,
        boolean person,
        List<String> before,
        DelegationId delegation,
        String subjectToken,
        Set<String> links) {

    Acting {
        before = List.copyOf(before);
        links = Set.copyOf(links);
    }

    /** The claim {@code act}: the client outermost, the first actor innermost. */
    Map<String, Object> act(String client) {
        Map<String, Object> act = new LinkedHashMap<>();
        act.put("sub", client);
        Map<String, Object> inner = act;
        for (String actor : before) {
            Map<String, Object> next = new LinkedHashMap<>();
            next.put("sub", actor);
            inner.put("act", next);
            inner = next;
        }
        return act;
    }

    /** As the audit log names it, and as a verifier reads it from the token. */
    List<String> actedFor() {
        List<String> actedFor = new ArrayList<>();
        actedFor.add(subject);
        actedFor.addAll(before);
        return actedFor;
    }

    /** Everybody whose end is the token's end, beside the client. */
    List<String> principals() {
        return actedFor();
    }
}
