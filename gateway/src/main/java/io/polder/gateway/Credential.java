package io.polder.gateway;

import java.security.cert.X509Certificate;
import java.util.Optional;

/// By what a device wants to be let in.
public sealed interface Credential {
    /// The name of a thing and the token that the city made for it.
    record Token(String thing, String token) implements Credential {}

    /// A TLS client certificate whose private key the handshake has proven. Nothing in it counts but the public key, so
    /// it may be self-signed; the thing is the one claimed, or else the subject's common name.
    record Certificate(Optional<String> claimed, X509Certificate certificate) implements Credential {}

    /// None: each message must carry its own signature, where the route allows that.
    record SignatureAlone() implements Credential {}
}
