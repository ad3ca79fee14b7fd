package io.polder.protocol.x509;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.Verdict;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/// Whether an authority that somebody trusts has issued a certificate, itself or by one authority below it. It asks no
/// clock and no network: the time is given, and revocation is the ledger's.
public final class CertificatePath {
    /// The holder's certificate and those of the authorities between it and the trusted one.
    public static final int LENGTH_MAX = 3;

    private static final Bytes ED25519 = Bytes.hex("300506032b6570");
    private static final Bytes ECDSA_SHA256 = Bytes.hex("300a06082a8648ce3d040302");
    private static final int HALF = 32;

    private final Signatures signatures;

    public CertificatePath(Signatures signatures) {
        this.signatures = signatures;
    }

    /// What is wrong with it at a time, in epoch milliseconds; empty when nothing is. The holder's comes first, the one
    /// that the trusted authority has issued last.
    public Optional<String> fault(List<Certificate> path, Certificate trusted, long time) {
        if (path.isEmpty() || path.size() > LENGTH_MAX)
            return Optional.of("expected 1 to " + LENGTH_MAX + " certificates, got " + path.size());
        if (path.getFirst().rights().authority())
            return Optional.of("expected a holder's certificate, got an authority's");
        if (!path.getFirst().rights().signs())
            return Optional.of("expected a key that may sign, got one for other uses");
        for (int i = 0; i < path.size(); i++) {
            Certificate issuer = i + 1 < path.size() ? path.get(i + 1) : trusted;
            Optional<String> fault = fault(path.get(i), issuer, i, time);
            if (fault.isPresent()) return fault;
        }
        return trusted.life().holds(time) ? Optional.empty() : Optional.of("the trusted authority's life is over");
    }

    /// What is wrong with a list of certificates that are taken back; empty when nothing is. The issuers lead from the
    /// one that has signed it up to the trusted authority; none where that has.
    public Optional<String> fault(RevocationList list, List<Certificate> issuers, Certificate trusted, long time) {
        if (issuers.size() >= LENGTH_MAX)
            return Optional.of("expected fewer than " + LENGTH_MAX + " authorities, got " + issuers.size());
        for (int i = 0; i < issuers.size(); i++) {
            Certificate issuer = i + 1 < issuers.size() ? issuers.get(i + 1) : trusted;
            Optional<String> fault = fault(issuers.get(i), issuer, i + 1, time);
            if (fault.isPresent()) return fault;
        }
        if (!trusted.life().holds(time)) return Optional.of("the trusted authority's life is over");
        Certificate signer = issuers.isEmpty() ? trusted : issuers.getFirst();
        if (!list.issuer().equals(signer.names().subject()))
            return Optional.of("expected the list of this authority, got another's");
        if (!signer.rights().lists()) return Optional.of("its issuer may sign no lists");
        return signs(signer, list.signed())
                ? Optional.empty()
                : Optional.of("the signature of the list does not hold, or is of a kind that is not checked here");
    }

    private Optional<String> fault(Certificate certificate, Certificate issuer, int below, long time) {
        if (!certificate.life().holds(time))
            return Optional.of("expected a time from " + certificate.life().from() + " to "
                    + certificate.life().to() + ", got " + time);
        if (!certificate.names().issuer().equals(issuer.names().subject()))
            return Optional.of("expected the certificate of its issuer next, got another's");
        if (!issuer.rights().issues(below)) return Optional.of("its issuer may not issue it");
        return signs(issuer, certificate.signed())
                ? Optional.empty()
                : Optional.of("the issuer's signature does not hold, or is of a kind that is not checked here");
    }

    /// Whether the issuer's key has signed it: Ed25519, ECDSA on P-256 with SHA-256 or on P-384 with
    /// SHA-384, or RSA, plain or PSS, with SHA-256, SHA-384 or SHA-512.
    boolean signs(Certificate issuer, Certificate.Signed signed) {
        Bytes algorithm = signed.algorithm();
        Bytes value = signed.signature();
        try {
            Optional<Boolean> rsa = RsaSignature.holds(algorithm, issuer.spki(), signed.body(), value);
            if (rsa.isPresent()) return rsa.get();
            if (algorithm.equals(P384Signature.ALGORITHM))
                return P384Signature.holds(issuer.spki(), signed.body(), value);
            if (algorithm.equals(ED25519)) return holds(issuer.key(), signed.body(), value);
            return algorithm.equals(ECDSA_SHA256) && holds(issuer.key(), signed.body(), raw(value));
        } catch (Malformed e) {
            return false;
        }
    }

    private boolean holds(PublicKey key, Bytes message, Bytes signature) {
        return signatures.check(key, message, signature) instanceof Verdict.Valid;
    }

    /// X.509 has ECDSA signatures in DER, COSE as r and s in 32 bytes each.
    private static Bytes raw(Bytes der) {
        DerReader outside = new DerReader(der);
        DerReader pair = outside.open(DerReader.SEQUENCE);
        outside.end();
        Bytes both = Bytes.concat(half(pair.integer()), half(pair.integer()));
        pair.end();
        return both;
    }

    private static Bytes half(BigInteger number) {
        if (number.signum() < 0 || number.bitLength() > 8 * HALF) throw new Malformed("a number of 32 bytes", "more");
        byte[] content = new byte[HALF];
        byte[] shortest = number.toByteArray();
        int from = Math.max(0, shortest.length - HALF);
        System.arraycopy(shortest, from, content, HALF - (shortest.length - from), shortest.length - from);
        return Bytes.wrap(content);
    }
}
