package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
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
/// the same verdict, so what they might differ on is refused before they are asked.
public final class Signatures {
    /// Decoded keys that are kept, the least recently used going first.
    static final int KEYS_MAX = 16_384;

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

    public Signatures(Map<Algorithm, Provider> providers) {
        this.providers = new EnumMap<>(providers);
    }

    /// What the JDK alone can check: Ed25519, ES256 and ML-DSA-65.
    public static Signatures jdk() {
        Provider ec = Security.getProvider("SunEC");
        Provider sun = Security.getProvider("SUN");
        return new Signatures(Map.of(Algorithm.ED25519, ec, Algorithm.ES256, ec, Algorithm.ML_DSA_65, sun));
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
                signature.size() == 3_309
                        ? Optional.empty()
                        : Optional.of("expected 3309 bytes, got " + signature.size());
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

    private static Decoded decoded(PublicKey key, Provider provider) {
        if (key.algorithm() == Algorithm.ED25519) {
            Optional<String> fault = Ed25519Form.keyFault(key.bytes());
            if (fault.isPresent()) return new Decoded.Bad(fault.get());
        }
        try {
            KeyFactory factory = KeyFactory.getInstance(keyName(key.algorithm(), provider), provider);
            return new Decoded.Good(
                    factory.generatePublic(new X509EncodedKeySpec(key.toSpki().shared())));
        } catch (InvalidKeySpecException e) {
            return new Decoded.Bad("the key is no point of its curve");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("provider " + provider + " has no keys of " + key.algorithm(), e);
        }
    }

    private static boolean holds(
            Algorithm algorithm, Provider provider, java.security.PublicKey key, Bytes message, Bytes signature) {
        try {
            Signature check = Signature.getInstance(signatureName(algorithm), provider);
            check.initVerify(key);
            check.update(message.shared());
            return check.verify(
                    algorithm == Algorithm.ED25519 || algorithm == Algorithm.ML_DSA_65
                            ? signature.shared()
                            : EcdsaForm.toDer(signature));
        } catch (SignatureException | InvalidKeyException e) {
            return false;
        } catch (GeneralSecurityException e) {
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
