package peer;

import java.security.interfaces.RSAPublicKey;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;

/** Spring Cloud Gateway as its guide sets it up: one route, tokens verified by a public key. */
@SpringBootApplication
public class Peer {
    public static void main(String[] arguments) {
        SpringApplication.run(Peer.class, arguments);
    }

    /** As by property, but access tokens may say what they are: {@code at+jwt} (RFC 9068). */
    @Bean
    ReactiveJwtDecoder decoder(@Value("${peer.public-key}") RSAPublicKey key) {
        NimbusReactiveJwtDecoder decoder =
                NimbusReactiveJwtDecoder.withPublicKey(key).validateType(false).build();
        decoder.setJwtValidator(new JwtTimestampValidator());
        return decoder;
    }
}
