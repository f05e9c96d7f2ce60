package dev.sentinel.identity.person;

import java.util.LinkedHashMap;
import java.util.Map;

/** A person as the API shows it. */
public final class PersonJson {
    private PersonJson() {}

    /** What a sign-in tells: who, and what it may. */
    public static Map<String, Object> brief(Person person) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", person.id().toString());
        json.put("email", person.email().text());
        json.put("role", person.role().word());
        json.put("tenant_id", person.workspace());
        return json;
    }

    public static Map<String, Object> whole(Person person) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", person.id().toString());
        json.put("email", person.email().text());
        json.put("full_name", person.fullName());
        json.put("role", person.role().word());
        json.put("team", PersonStore.word(person.team()));
        json.put("status", PersonStore.word(person.status()));
        json.put("tenant_id", person.workspace());
        json.put("created_at", person.createdAt().toString());
        return json;
    }
}
