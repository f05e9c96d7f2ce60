package dev.sentinel.base.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page below {@code docs/reference} that the program's own data makes. A test hands in what the
 * page must say; a page that says something else fails, so that its change is seen and reviewed.
 */
public final class ReferencePage {
    private static final String SWITCH = "sentinel.reference";
    private static final String RENEW =
            "./mvnw test -Dsentinel.reference=write -Dtest='*ReferenceTest'"
                    + " -Dsurefire.failIfNoSpecifiedTests=false";

    private final Path file;

    private ReferencePage(Path file) {
        this.file = file;
    }

    /** The page of this name, such as {@code routes.md}. */
    public static ReferencePage of(String name) {
        return new ReferencePage(checkout().resolve("docs/reference").resolve(name));
    }

    /**
     * Fails unless the page says exactly this; with {@code -Dsentinel.reference=write}, writes it.
     */
    public void mustSay(String text) throws IOException {
        if (System.getProperty(SWITCH, "check").equals("write")) {
            Files.writeString(file, text);
            return;
        }
        assertThat(text())
                .as(
                        "docs/reference/%s no longer says what the program does. Renew it, and review the"
                                + " difference: %s",
                        file.getFileName(), RENEW)
                .isEqualTo(text);
    }

    /** What the page says; nothing when there is none yet. */
    public String text() throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Text for a cell of a table. */
    public static String cell(String text) {
        return text.replace("|", "\\|");
    }

    /** The top of the checkout, from whichever module the test runs in. */
    public static Path checkout() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("the tests do not run in a checkout");
            }
        }
        return folder;
    }
}
