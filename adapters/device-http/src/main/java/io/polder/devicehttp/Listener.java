package io.polder.devicehttp;

import io.polder.gateway.Encryption;
import io.polder.gateway.GatewayException;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/// Sets the address and the encryption of a listener.
final class Listener {
    private Listener() {}

    /// What is not encrypted listens on a loopback address alone.
    static void protect(NetServerOptions options, String host, Encryption encryption) {
        switch (encryption) {
            case Encryption.None n -> {
                if (!loopback(host))
                    throw new GatewayException("expected TLS on " + host + ", which is no loopback address, got none");
            }
            case Encryption.Pem(var certificate, var key) ->
                tls(options)
                        .setKeyCertOptions(new PemKeyCertOptions()
                                .setCertPath(certificate.toString())
                                .setKeyPath(key.toString()));
            case Encryption.Pkcs12(var store, var password) ->
                tls(options)
                        .setKeyCertOptions(
                                new PfxOptions().setPath(store.toString()).setPassword(password));
        }
    }

    private static NetServerOptions tls(NetServerOptions options) {
        return options.setSsl(true).setClientAuth(ClientAuth.REQUEST).setTrustOptions(TrustOptions.wrap(new AnyKey()));
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new GatewayException("expected an address to listen on, got " + host, e);
        }
    }

    /// Takes every client certificate. TLS proves that the client holds its key; whether the key is registered is asked
    /// of the ledger, not of a certificate authority.
    private static final class AnyKey implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {
            // the registry judges
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
            throw new CertificateException("a door trusts no servers");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
