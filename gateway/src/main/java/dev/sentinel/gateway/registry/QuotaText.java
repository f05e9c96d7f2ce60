package dev.sentinel.gateway.registry;

import dev.sentinel.trust.limit.Quota;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A quota as the registry writes it: {@code 600/1m}. */
final class QuotaText {
    private static final Pattern FORM =
            Pattern.compile("([1-9][0-9]{0,8})/([1-9][0-9]{0,4})([smh])");
    private static final Duration LONGEST = Duration.ofDays(1);

    private QuotaText() {}

    static Optional<Quota> read(YamlMap map, RouteQuota.Per per) {
        String key = per.name().toLowerCase(Locale.ROOT);
        Optional<String> text = map.text(key);
        Optional<Quota> quota = text.flatMap(QuotaText::parse);
        if (text.isPresent() && quota.isEmpty()) {
            map.refuse(
                    key,
                    "is '"
                            + text.get()
                            + "': calls in a time of a day at most, such as 600/1m, is right");
        }
        return quota;
    }

    private static Optional<Quota> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(form.group(2));
        Duration window =
                switch (form.group(3)) {
                    case "h" -> Duration.ofHours(count);
                    case "m" -> Duration.ofMinutes(count);
                    default -> Duration.ofSeconds(count);
                };
        return window.compareTo(LONGEST) > 0
                ? Optional.empty()
                : Optional.of(new Quota(Long.parseLong(form.group(1)), window));
    }
}
