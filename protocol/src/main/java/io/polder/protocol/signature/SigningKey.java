package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/// A private key with its public half and the provider that signs with it. It never shows itself in a text.
public final class SigningKey {
    private static final Bytes TRIAL = Bytes.utf8("polder: do both halves of a stored key belong together?");

    private final PublicKey publicKey;
    private final PrivateKey privateKey;
    private final Provider provider;

    private SigningKey(PublicKey publicKey, PrivateKey privateKey, Provider provider) {
        this.publicKey = publicKey;
        this.privateKey = privateKey;
        this.provider = provider;
    }

    /// Makes a new key with the JDK: Ed25519, ES256 or ML-DSA-65.
    public static SigningKey generate(Algorithm algorithm, SecureRandom random) {
        return generate(algorithm, random, Signatures.jdk(algorithm));
    }

    public static SigningKey generate(Algorithm algorithm, SecureRandom random, Provider provider) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(keyName(algorithm), provider);
            generator.initialize(parameters(algorithm), random);
            KeyPair pair = generator.generateKeyPair();
            PublicKey publicKey = PublicKey.ofSpki(Bytes.wrap(pair.getPublic().getEncoded()));
            return new SigningKey(publicKey, pair.getPrivate(), provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("provider " + provider + " makes no keys of " + algorithm, e);
        }
    }

    private static String keyName(Algorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> "Ed25519";
            case ES256, ES256K, SM2 -> "EC";
            case ML_DSA_65 -> "ML-DSA-65";
        };
    }

    private static AlgorithmParameterSpec parameters(Algorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> NamedParameterSpec.ED25519;
            case ES256 -> new ECGenParameterSpec("secp256r1");
            case ES256K -> new ECGenParameterSpec("secp256k1");
            case SM2 -> new ECGenParameterSpec("sm2p256v1");
            case ML_DSA_65 -> NamedParameterSpec.ML_DSA_65;
        };
    }

    /// For a private key that cannot be loaded, as in a hardware module: its provider signs.
    public static SigningKey of(PrivateKey privateKey, PublicKey publicKey, Provider provider) {
        return new SigningKey(publicKey, privateKey, provider);
    }

    /// The stored form: a CBOR array of the public half as a COSE_Key and the private half in PKCS#8. Who writes it to
    /// a
    /// file sees to it that nobody else reads that.
    public Bytes save() {
        return Cbor.array(publicKey.toCose(), Cbor.of(Bytes.wrap(privateKey.getEncoded())))
                .encode();
    }

    /// Loads what `save` wrote, for the JDK to sign with. Halves that do not belong together are Malformed.
    public static SigningKey load(Bytes saved) {
        Stored stored = Stored.of(saved);
        Algorithm algorithm = stored.publicKey().algorithm();
        if (algorithm == Algorithm.ES256K || algorithm == Algorithm.SM2)
            throw new Malformed("a stored key of Ed25519, ES256 or ML-DSA-65", algorithm.toString());
        return load(stored, Signatures.jdk(algorithm));
    }

    public static SigningKey load(Bytes saved, Provider provider) {
        return load(Stored.of(saved), provider);
    }

    private record Stored(PublicKey publicKey, Bytes privateKey) {
        static Stored of(Bytes saved) {
            try {
                List<Cbor> items = Cbor.decode(saved).asArray(2);
                return new Stored(PublicKey.ofCose(items.get(0)), items.get(1).asBytes());
            } catch (Malformed e) {
                // The cause is left out on purpose: it may tell some of the bytes.
                throw new Malformed("a stored key, which is [COSE_Key, PKCS#8]", "other bytes");
            }
        }
    }

    private static SigningKey load(Stored stored, Provider provider) {
        Algorithm algorithm = stored.publicKey().algorithm();
        try {
            PrivateKey privateKey = KeyFactory.getInstance(Signatures.keyName(algorithm, provider), provider)
                    .generatePrivate(new PKCS8EncodedKeySpec(stored.privateKey().shared()));
            SigningKey key = new SigningKey(stored.publicKey(), privateKey, provider);
            if (!key.belongsTogether()) throw new Malformed("a private half that belongs to the public one", "another");
            return key;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("provider " + provider + " has no keys of " + algorithm, e);
        } catch (GeneralSecurityException e) {
            throw new Malformed("a private key of " + algorithm + " in PKCS#8", "other bytes");
        }
    }

    private boolean belongsTogether() throws GeneralSecurityException {
        Algorithm algorithm = publicKey.algorithm();
        if (privateKey instanceof ECKey key && !EcdsaForm.isOver(algorithm, key.getParams())) return false;
        java.security.PublicKey decoded = Signatures.decodedBy(provider, publicKey);
        return Signatures.holds(algorithm, provider, decoded, TRIAL, signature(TRIAL));
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
        try {
            return signature(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this key does not sign with " + publicKey.algorithm(), e);
        }
    }

    private Bytes signature(Bytes message) throws GeneralSecurityException {
        Algorithm algorithm = publicKey.algorithm();
        Signature signature = Signature.getInstance(Signatures.signatureName(algorithm), provider);
        signature.initSign(privateKey);
        signature.update(message.shared());
        byte[] made = signature.sign();
        return algorithm.isEcdsa() ? EcdsaForm.ofDer(made) : Bytes.wrap(made);
    }

    @Override
    public String toString() {
        return "the signing key of " + publicKey.thumbprint();
    }
}
