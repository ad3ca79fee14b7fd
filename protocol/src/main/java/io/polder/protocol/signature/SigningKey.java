package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/// A private key with its public half. It signs, and never shows itself in a text.
public final class SigningKey {
    private final PublicKey publicKey;
    private final PrivateKey privateKey;

    private SigningKey(PublicKey publicKey, PrivateKey privateKey) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    /// Makes a new key with the JDK: Ed25519, ES256 or ML-DSA-65.
    public static SigningKey generate(Algorithm algorithm, SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(jdkName(algorithm));
            if (algorithm == Algorithm.ES256) generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            else generator.initialize(new NamedParameterSpec(jdkName(algorithm)), random);
            KeyPair pair = generator.generateKeyPair();
            return new SigningKey(PublicKey.ofSpki(Bytes.wrap(pair.getPublic().getEncoded())), pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK makes no keys of " + algorithm, e);
        }
    }

    private static String jdkName(Algorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> "Ed25519";
            case ES256 -> "EC";
            case ML_DSA_65 -> "ML-DSA-65";
            default -> throw new IllegalArgumentException("the JDK makes no keys of " + algorithm);
        };
    }

    public static SigningKey of(PrivateKey privateKey, PublicKey publicKey) {
        return new SigningKey(publicKey, privateKey);
    }

    /// The stored form: the algorithm, the public half in COSE and the private half in PKCS#8 are all in one CBOR
    /// array.
    public Bytes save() {
        return Cbor.array(publicKey.toCose(), Cbor.of(Bytes.wrap(privateKey.getEncoded())))
                .encode();
    }

    public static SigningKey load(Bytes saved) {
        List<Cbor> items = Cbor.decode(saved).asArray(2);
        PublicKey key = PublicKey.ofCose(items.get(0));
        try {
            PrivateKey decoded = KeyFactory.getInstance(jdkName(key.algorithm()))
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(items.get(1).asBytes().shared()));
            return new SigningKey(key, decoded);
        } catch (GeneralSecurityException e) {
            throw new Malformed("a private key in PKCS#8", "bytes that are not");
        }
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /// For TLS and key stores.
    public PrivateKey privateKey() {
        return privateKey;
    }

    /// The signature in COSE's form: an ECDSA one is r and s in 32 bytes each.
    public Bytes sign(Bytes message) {
        Algorithm algorithm = publicKey.algorithm();
        try {
            Signature signature = Signature.getInstance(Signatures.signatureName(algorithm));
            signature.initSign(privateKey);
            signature.update(message.shared());
            byte[] made = signature.sign();
            return algorithm == Algorithm.ES256 || algorithm == Algorithm.ES256K || algorithm == Algorithm.SM2
                    ? EcdsaForm.ofDer(made)
                    : Bytes.wrap(made);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this key does not sign with " + algorithm, e);
        }
    }

    @Override
    public String toString() {
        return "the signing key of " + publicKey.thumbprint();
    }
}
