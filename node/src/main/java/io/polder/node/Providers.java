package io.polder.node;

import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import java.security.Provider;
import java.security.Security;
import java.util.EnumMap;
import java.util.Map;
import org.conscrypt.Conscrypt;

/// Chooses who checks signatures. Providers are handed over, never installed: the engine stops when their order
/// changes.
public final class Providers {
    private Providers() {}

    /// Conscrypt where its native library loads, which is ten times quicker, else the JDK.
    public static Signatures signatures() {
        Map<Algorithm, Provider> providers = new EnumMap<>(Algorithm.class);
        Provider jdk = Security.getProvider("SunEC");
        Provider quick = Conscrypt.isAvailable() ? Conscrypt.newProvider() : jdk;
        providers.put(Algorithm.ED25519, quick);
        providers.put(Algorithm.ES256, quick);
        providers.put(Algorithm.ML_DSA_65, Security.getProvider("SUN"));
        return new Signatures(providers);
    }
}
