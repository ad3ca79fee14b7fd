package io.polder.protocol.x509;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// What the extensions of a certificate let its key do (RFC 5280, 4.2.1.3 and 4.2.1.9).
///
/// @param authority true for one that may issue others
/// @param below how many authorities may stand between it and a holder, where it says so
/// @param usage the bits of the key usage, where it has any
public record CertificateRights(boolean authority, Optional<Integer> below, Optional<Integer> usage) {
    static final CertificateRights NONE = new CertificateRights(false, Optional.empty(), Optional.empty());
    private static final Bytes BASIC_CONSTRAINTS = Bytes.hex("551d13");
    private static final Bytes KEY_USAGE = Bytes.hex("551d0f");
    private static final int EXTENSIONS_MAX = 32;
    private static final int BELOW_MAX = 16;
    private static final int DIGITAL_SIGNATURE = 0x80;
    private static final int KEY_CERT_SIGN = 0x04;
    private static final int CRL_SIGN = 0x02;

    static CertificateRights decode(DerReader extensions) {
        CertificateRights rights = NONE;
        Set<Bytes> seen = new HashSet<>();
        while (extensions.more()) {
            DerReader extension = extensions.open(DerReader.SEQUENCE);
            Bytes oid = extension.take(DerReader.OID);
            if (!seen.add(oid) || seen.size() > EXTENSIONS_MAX)
                throw new Malformed("at most " + EXTENSIONS_MAX + " different extensions", "more, or one twice");
            boolean critical = extension.tag() == DerReader.BOOLEAN && extension.bool();
            DerReader value = new DerReader(extension.take(DerReader.OCTETS));
            extension.end();
            if (oid.equals(BASIC_CONSTRAINTS)) rights = rights.constrained(value.open(DerReader.SEQUENCE));
            else if (oid.equals(KEY_USAGE)) rights = rights.used(value.take(DerReader.BITS));
            else if (critical) throw new Malformed("no critical extension but the two that are judged", oid.toHex());
        }
        return rights;
    }

    private CertificateRights constrained(DerReader constraints) {
        boolean issues = constraints.more() && constraints.tag() == DerReader.BOOLEAN && constraints.bool();
        Optional<Integer> length = Optional.empty();
        if (constraints.more()) {
            var number = constraints.integer();
            if (number.signum() < 0 || number.bitLength() > BELOW_MAX)
                throw new Malformed("a path length from 0 to 65535", "another");
            length = Optional.of(number.intValue());
        }
        constraints.end();
        return new CertificateRights(issues, length, usage);
    }

    private CertificateRights used(Bytes bits) {
        if (bits.size() < 2) throw new Malformed("a key usage", "none");
        return new CertificateRights(authority, below, Optional.of(bits.at(1) & 0xff));
    }

    /// Whether the key may sign what its holder says.
    boolean signs() {
        return usage.filter(bits -> (bits & DIGITAL_SIGNATURE) == 0).isEmpty();
    }

    /// Whether the key may sign lists of certificates that are taken back.
    boolean lists() {
        return authority && usage.filter(bits -> (bits & CRL_SIGN) == 0).isEmpty();
    }

    /// Whether the key may sign certificates, with so many authorities below.
    boolean issues(int authoritiesBelow) {
        return authority
                && usage.filter(bits -> (bits & KEY_CERT_SIGN) == 0).isEmpty()
                && below.filter(max -> max < authoritiesBelow).isEmpty();
    }
}
