package io.polder.protocol.signature;

import java.security.Provider;
import java.security.Security;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.conscrypt.Conscrypt;

/// The providers that these tests hold against each other. None of them is installed.
final class Peers {
    static final Provider SUN_EC = Security.getProvider("SunEC");
    static final Provider SUN = Security.getProvider("SUN");
    static final Provider CONSCRYPT = Conscrypt.newProvider();
    static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

    private Peers() {}

    /// Those that may check signatures of the algorithm: docs/spec/signatures.md, 6.
    static List<Provider> of(Algorithm algorithm) {
        return switch (algorithm) {
            case ED25519 -> List.of(SUN_EC, CONSCRYPT);
            case ES256 -> List.of(SUN_EC, CONSCRYPT, BOUNCY_CASTLE);
            case ES256K, SM2 -> List.of(BOUNCY_CASTLE);
            case ML_DSA_65 ->
                Stream.of(SUN, CONSCRYPT, BOUNCY_CASTLE)
                        .filter(provider -> provider.getService("Signature", "ML-DSA-65") != null)
                        .toList();
        };
    }

    static List<Signatures> checkers(Algorithm algorithm) {
        return of(algorithm).stream()
                .map(provider -> new Signatures(Map.of(algorithm, provider)))
                .toList();
    }
}
