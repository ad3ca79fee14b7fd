package io.polder.gateway;

import java.nio.file.Path;

/// How a listener protects its connections.
public sealed interface Encryption {
    /// Not at all: only on a loopback address.
    record None() implements Encryption {}

    /// TLS with a certificate and a PKCS#8 key in PEM files.
    record Pem(Path certificate, Path key) implements Encryption {}

    /// TLS with a PKCS#12 key store.
    record Pkcs12(Path store, String password) implements Encryption {
        @Override
        public String toString() {
            return "Pkcs12[store=" + store + "]";
        }
    }
}
