package io.polder.raft;

import io.polder.consensus.Cluster;
import io.polder.consensus.Peer;
import io.polder.protocol.encoding.Bytes;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Lets in the members of one cluster and epoch, by their whole certificates, and nobody else. Host names and dates are
/// not looked at: the key says who it is, and it ends with its epoch.
final class PinnedMembers extends X509ExtendedTrustManager {
    private final Set<Bytes> certificates;

    PinnedMembers(Cluster cluster) {
        this.certificates = cluster.peers().stream().map(Peer::engineKey).collect(Collectors.toUnmodifiableSet());
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length != 1 || !certificates.contains(RaftKeys.encoded(chain[0])))
            throw new CertificateException("expected the certificate of a member of this epoch, got another");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        check(chain);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
