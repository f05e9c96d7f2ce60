package dev.sentinel.gateway.credential;

import dev.sentinel.base.Unavailable;
import dev.sentinel.base.secret.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.SsmClientBuilder;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;

/**
 * AWS SSM Parameter Store: credential {@code default} is {@code /<stage>/service-user} and {@code
 * /<stage>/service-password}, any other {@code /<stage>/<name>/service-user} and so on (contract
 * studio §6). Both are read in one call, decrypted there.
 */
final class SsmCredentials implements CredentialSource {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final String stage;
    private final SsmClient client;

    /**
     * Makes no call yet.
     *
     * @param stage the prefix of the parameters, without slashes around
     * @param region empty leaves it to AWS's own settings
     * @param endpoint another one than AWS's
     * @param account whose parameters
     */
    SsmCredentials(
            String stage,
            Optional<String> region,
            Optional<URI> endpoint,
            AwsCredentialsProvider account) {
        this.stage = stage;
        SsmClientBuilder builder =
                SsmClient.builder()
                        .credentialsProvider(account)
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(PATIENCE)
                                        .socketTimeout(PATIENCE))
                        .overrideConfiguration(
                                settings -> settings.apiCallTimeout(PATIENCE.multipliedBy(3)));
        region.map(Region::of).ifPresent(builder::region);
        endpoint.ifPresent(builder::endpointOverride);
        this.client = builder.build();
    }

    @Override
    public Optional<BasicCredential> read(String name) {
        Map<String, String> values = new HashMap<>();
        try {
            GetParametersResponse found =
                    client.getParameters(request ->
                            request.names(user(name), password(name)).withDecryption(true));
            for (Parameter parameter : found.parameters()) {
                values.put(parameter.name(), parameter.value());
            }
        } catch (SdkException away) {
            // Its message may repeat the request, never a value.
            throw new Unavailable("SSM Parameter Store", away);
        }
        String user = values.get(user(name));
        String password = values.get(password(name));
        return user == null || password == null
                ? Optional.empty()
                : Optional.of(BasicCredential.of(new Secret(user), new Secret(password)));
    }

    @Override
    public String place(String name) {
        return "the SSM parameters " + user(name) + " and " + password(name);
    }

    private String user(String name) {
        return path(name) + "service-user";
    }

    private String password(String name) {
        return path(name) + "service-password";
    }

    private String path(String name) {
        return name.equals("default") ? "/" + stage + "/" : "/" + stage + "/" + name + "/";
    }
}
