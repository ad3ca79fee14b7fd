package io.polder.gateway;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// What a client certificate says: whose key it holds, and perhaps a name.
final class Certificates {
    private Certificates() {}

    /// The thumbprint that the registry knows the key by.
    static Hash key(X509Certificate certificate) {
        return PublicKey.ofSpki(Bytes.wrap(certificate.getPublicKey().getEncoded()))
                .thumbprint();
    }

    static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }
}
