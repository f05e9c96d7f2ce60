package dev.sentinel.gateway.credential;

import dev.sentinel.base.config.Settings;
import dev.sentinel.base.secret.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Which of the sources the settings choose: {@code CREDENTIAL_PROVIDER}. */
public final class CredentialConfig {
    private enum Provider {
        ENVIRONMENT,
        FILE,
        SSM;

        /** As the reference page spells it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private CredentialConfig() {}

    /** What is wrong becomes a problem of the settings; nothing is read yet. */
    public static CredentialSource source(Settings settings) {
        Provider provider =
                settings.oneOf(Provider.class, Provider.ENVIRONMENT, "CREDENTIAL_PROVIDER");
        Optional<Path> directory = settings.text("CREDENTIAL_DIR").map(Path::of);
        Optional<String> stage = settings.text("STAGE_PREFIX");
        Optional<String> region = settings.text("AWS_REGION");
        Optional<URI> endpoint = settings.parsed(URI::create, "AWS_ENDPOINT_URL_SSM");
        Optional<String> key = settings.text("AWS_ACCESS_KEY_ID");
        Optional<Secret> secret = settings.secret("AWS_SECRET_ACCESS_KEY");
        return switch (provider) {
            case ENVIRONMENT -> new EnvironmentCredentials(settings);
            case FILE -> {
                if (directory.isEmpty()) {
                    settings.problem("CREDENTIAL_DIR", "must be set when credentials are in files");
                }
                yield new FileCredentials(directory.orElse(Path.of(".")));
            }
            case SSM -> {
                if (stage.filter(text -> text.matches("[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*"))
                        .isEmpty()) {
                    settings.problem(
                            "STAGE_PREFIX", "must be set, without slashes around, for SSM");
                    yield new EnvironmentCredentials(settings);
                }
                yield new SsmCredentials(stage.get(), region, endpoint, account(key, secret));
            }
        };
    }

    /** Keys in our own settings, else wherever AWS's tools find an account (role, profile, …). */
    private static AwsCredentialsProvider account(Optional<String> key, Optional<Secret> secret) {
        if (key.isPresent() && secret.isPresent()) {
            return StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(key.get(), secret.get().expose()));
        }
        return DefaultCredentialsProvider.builder().build();
    }
}
