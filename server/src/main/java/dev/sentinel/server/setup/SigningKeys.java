package dev.sentinel.server.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.List;

/** The RSA-2048 pair with which identity begins to sign. PKCS #8 and X.509, in PEM. */
final class SigningKeys {
    private static final int BITS = 2048;

    private final Path privateKey;
    private final Path publicKey;
    private final SecureRandom random;

    SigningKeys(Path directory, SecureRandom random) {
        this.privateKey = directory.resolve("private.pem");
        this.publicKey = directory.resolve("public.pem");
        this.random = random;
    }

    List<Path> files() {
        return List.of(privateKey, publicKey);
    }

    void makeMissing() throws IOException {
        try {
            if (Files.exists(privateKey)) {
                writePublic(publicOf(Files.readString(privateKey)));
                return;
            }
            if (Files.exists(publicKey)) {
                throw new SetupFailure(
                        publicKey + " has no private.pem beside it: restore that, or remove both");
            }
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS, random);
            KeyPair pair = generator.generateKeyPair();
            PrivateFiles.create(
                    privateKey, Pem.encode(Pem.PRIVATE_KEY, pair.getPrivate().getEncoded()));
            writePublic(pair.getPublic());
        } catch (GeneralSecurityException failure) {
            throw new SetupFailure(privateKey + " is not an RSA key in PKCS #8", failure);
        }
    }

    private void writePublic(PublicKey key) throws IOException {
        Files.writeString(publicKey, Pem.encode(Pem.PUBLIC_KEY, key.getEncoded()));
    }

    private static PublicKey publicOf(String pem) throws GeneralSecurityException {
        KeyFactory rsa = KeyFactory.getInstance("RSA");
        byte[] der = Pem.decode(Pem.PRIVATE_KEY, pem);
        if (rsa.generatePrivate(new PKCS8EncodedKeySpec(der)) instanceof RSAPrivateCrtKey key) {
            return rsa.generatePublic(
                    new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        }
        throw new SetupFailure("the private key lacks its public exponent");
    }
}
