package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Checks signatures with the providers it was given, which are never installed globally. Every provider must come to
/// the same verdict, so what they might differ on is refused before they are asked: docs/spec/signatures.md. Any number
/// of threads may use one.
public final class Signatures {
    /// Decoded keys that are kept, the least recently used going first.
    static final int KEYS_MAX = 16_384;

    private static final Map<Algorithm, Provider> JDK = new EnumMap<>(Map.of(
            Algorithm.ED25519, Security.getProvider("SunEC"),
            Algorithm.ES256, Security.getProvider("SunEC"),
            Algorithm.ML_DSA_65, Security.getProvider("SUN")));
    private static final int ML_DSA_65_SIZE = 3_309;

    private final Map<Algorithm, Provider> providers;
    private final Map<PublicKey, Decoded> keys = new LinkedHashMap<>(256, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PublicKey, Decoded> eldest) {
            return size() > KEYS_MAX;
        }
    };

    private sealed interface Decoded {
        record Good(java.security.PublicKey key) implements Decoded {}

        record Bad(String reason) implements Decoded {}
    }

    /// Tries a provider for Ed25519 first: one that checks another equation is an IllegalArgumentException.
    public Signatures(Map<Algorithm, Provider> providers) {
        this.providers = new EnumMap<>(Algorithm.class);
        this.providers.putAll(providers);
        Provider ed25519 = this.providers.get(Algorithm.ED25519);
        if (ed25519 != null) Ed25519Trial.run(ed25519);
    }

    /// What the JDK alone can check: Ed25519, ES256 and ML-DSA-65.
    public static Signatures jdk() {
        return new Signatures(JDK);
    }

    /// The JDK's own provider for an algorithm, whatever else is installed.
    static Provider jdk(Algorithm algorithm) {
        Provider provider = JDK.get(algorithm);
        if (provider == null)
            throw new IllegalArgumentException("expected one of " + JDK.keySet() + ", got " + algorithm);
        return provider;
    }

    public Verdict check(PublicKey key, Bytes message, Bytes signature) {
        Algorithm algorithm = key.algorithm();
        Provider provider = providers.get(algorithm);
        if (provider == null) return new Verdict.Unsupported(algorithm);
        Optional<String> fault = signatureFault(algorithm, signature);
        if (fault.isPresent()) return new Verdict.Invalid(fault.get());
        return switch (decode(key, provider)) {
            case Decoded.Bad(String reason) -> new Verdict.Invalid(reason);
            case Decoded.Good(java.security.PublicKey decoded) ->
                holds(algorithm, provider, decoded, message, signature)
                        ? Verdict.VALID
                        : new Verdict.Invalid("the signature does not hold");
        };
    }

    private static Optional<String> signatureFault(Algorithm algorithm, Bytes signature) {
        return switch (algorithm) {
            case ED25519 -> Ed25519Form.signatureFault(signature);
            case ES256, ES256K, SM2 -> EcdsaForm.signatureFault(algorithm, signature);
            case ML_DSA_65 ->
                signature.size() == ML_DSA_65_SIZE
                        ? Optional.empty()
                        : Optional.of("expected a signature of 3309 bytes, got " + signature.size());
        };
    }

    private Decoded decode(PublicKey key, Provider provider) {
        synchronized (keys) {
            Decoded known = keys.get(key);
            if (known != null) return known;
        }
        Decoded decoded = decoded(key, provider);
        synchronized (keys) {
            keys.put(key, decoded);
        }
        return decoded;
    }

    int keysKept() {
        synchronized (keys) {
            return keys.size();
        }
    }

    private static Decoded decoded(PublicKey key, Provider provider) {
        Optional<String> fault = switch (key.algorithm()) {
            case ED25519 -> Ed25519Form.keyFault(key.bytes());
            case ES256, ES256K, SM2 -> EcdsaForm.keyFault(key);
            case ML_DSA_65 -> Optional.empty();
        };
        if (fault.isPresent()) return new Decoded.Bad(fault.get());
        try {
            return new Decoded.Good(decodedBy(provider, key));
        } catch (InvalidKeySpecException e) {
            return new Decoded.Bad("the key: expected one that " + provider.getName() + " takes, got another");
        }
    }

    static java.security.PublicKey decodedBy(Provider provider, PublicKey key) throws InvalidKeySpecException {
        try {
            return KeyFactory.getInstance(keyName(key.algorithm(), provider), provider)
                    .generatePublic(new X509EncodedKeySpec(key.toSpki().shared()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("provider " + provider + " has no keys of " + key.algorithm(), e);
        }
    }

    static boolean holds(
            Algorithm algorithm, Provider provider, java.security.PublicKey key, Bytes message, Bytes signature) {
        try {
            Signature check = Signature.getInstance(signatureName(algorithm), provider);
            check.initVerify(key);
            check.update(message.shared());
            return check.verify(algorithm.isEcdsa() ? EcdsaForm.toDer(signature) : signature.shared());
        } catch (SignatureException | InvalidKeyException e) {
            // How a provider says that an R is no point of the curve: the equation fails.
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("provider " + provider + " has no " + algorithm, e);
        }
    }

    static String keyName(Algorithm algorithm, Provider provider) {
        return switch (algorithm) {
            case ED25519 -> provider.getService("KeyFactory", "Ed25519") != null ? "Ed25519" : "EdDSA";
            case ES256, ES256K, SM2 -> "EC";
            case ML_DSA_65 -> "ML-DSA-65";
        };
    }

    static String signatureName(Algorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> "EdDSA";
            case ES256, ES256K -> "SHA256withECDSA";
            case SM2 -> "SM3withSM2";
            case ML_DSA_65 -> "ML-DSA-65";
        };
    }
}
