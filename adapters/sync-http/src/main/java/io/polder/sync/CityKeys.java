package io.polder.sync;

import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.SigningKey;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// Shows this city's certificate, and makes a fresh one long before it ends. An alias names one of them, so a handshake
/// that is under way keeps the key it began with.
final class CityKeys extends X509ExtendedKeyManager {
    private static final Duration FRESH = Duration.ofDays(10);
    private static final String KIND = "EC";

    private final String node;
    private final Hash network;
    private final SigningKey city;
    private final InstantSource clock;
    private Made now;
    private Made before;

    private record Made(String alias, CityCertificate certificate, Instant at) {}

    CityKeys(String node, Hash network, SigningKey city, InstantSource clock) {
        this.node = node;
        this.network = network;
        this.city = city;
        this.clock = clock;
        this.now = make(0);
        this.before = now;
    }

    private Made make(int number) {
        Instant at = clock.instant();
        return new Made("city-" + number, CityCertificate.make(node, network, city, at), at);
    }

    private synchronized String alias() {
        if (clock.instant().isAfter(now.at.plus(FRESH))) {
            before = now;
            now = make(Integer.parseInt(now.alias.substring(5)) + 1);
        }
        return now.alias;
    }

    private synchronized Optional<CityCertificate> find(String alias) {
        if (now.alias.equals(alias)) return Optional.of(now.certificate);
        return before.alias.equals(alias) ? Optional.of(before.certificate) : Optional.empty();
    }

    @Override
    public String chooseEngineClientAlias(String[] kinds, Principal[] issuers, SSLEngine engine) {
        return alias();
    }

    @Override
    public String chooseEngineServerAlias(String kind, Principal[] issuers, SSLEngine engine) {
        return kind.startsWith(KIND) ? alias() : null;
    }

    @Override
    public String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
        return alias();
    }

    @Override
    public String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
        return kind.startsWith(KIND) ? alias() : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return find(alias).map(c -> new X509Certificate[] {c.certificate()}).orElse(null);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return find(alias).map(CityCertificate::key).orElse(null);
    }

    @Override
    public String[] getClientAliases(String kind, Principal[] issuers) {
        return new String[] {alias()};
    }

    @Override
    public String[] getServerAliases(String kind, Principal[] issuers) {
        return new String[] {alias()};
    }
}
