package io.polder.protocol.x509;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.PublicKey;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// An X.509 certificate (RFC 5280), as far as the ledger judges by it.
///
/// @param signed what its issuer has signed, and how
/// @param names issuer and subject as they are written
/// @param life from when to when it is good, both included, in epoch milliseconds
/// @param spki the key, as SubjectPublicKeyInfo
/// @param rights what its extensions say
public record Certificate(Bytes der, Signed signed, Names names, Life life, Bytes spki, CertificateRights rights) {
    public static final int BYTES_MAX = 4_096;
    private static final int VERSION_TAG = 0xa0;
    private static final int EXTENSIONS_TAG = 0xa3;
    private static final int UTF8 = 0x0c;
    private static final int PRINTABLE = 0x13;
    private static final int IA5 = 0x16;
    private static final int UTC_TIME = 0x17;
    private static final int GENERAL_TIME = 0x18;
    private static final Bytes COMMON_NAME = Bytes.hex("550403");
    private static final Bytes VERSION_3 = Bytes.hex("020102");

    /// The signed bytes (`TBSCertificate`), the algorithm as it is written, and the signature.
    public record Signed(Bytes body, Bytes algorithm, Bytes signature) {}

    /// The distinguished names, and the subject's common name where it has one.
    public record Names(Bytes issuer, Bytes subject, Optional<String> common) {}

    /// Both ends belong to it.
    public record Life(long from, long to) {
        public boolean holds(long time) {
            return from <= time && time <= to;
        }
    }

    /// Reads a certificate of version 3; whatever a city could not judge is refused.
    public static Certificate decode(Bytes der) {
        if (der.size() > BYTES_MAX) throw new Malformed("at most " + BYTES_MAX + " bytes", der.size() + " bytes");
        DerReader outside = new DerReader(der);
        DerReader whole = outside.open(DerReader.SEQUENCE);
        outside.end();
        Bytes signed = whole.whole(DerReader.SEQUENCE);
        Bytes algorithm = whole.whole(DerReader.SEQUENCE);
        Bytes signature = whole.bits();
        whole.end();
        DerReader body = new DerReader(signed).open(DerReader.SEQUENCE);
        if (!body.take(VERSION_TAG).equals(VERSION_3)) throw new Malformed("a certificate of version 3", "another");
        if (body.integer().signum() <= 0) throw new Malformed("a serial number above 0", "another");
        if (!body.whole(DerReader.SEQUENCE).equals(algorithm))
            throw new Malformed("one algorithm of the signature", "two");
        Bytes issuer = body.whole(DerReader.SEQUENCE);
        DerReader validity = body.open(DerReader.SEQUENCE);
        Life life = new Life(time(validity), time(validity));
        validity.end();
        Bytes subject = body.whole(DerReader.SEQUENCE);
        Bytes spki = body.whole(DerReader.SEQUENCE);
        CertificateRights rights = body.more() ? extensions(body) : CertificateRights.NONE;
        body.end();
        return new Certificate(
                der,
                new Signed(signed, algorithm, signature),
                new Names(issuer, subject, common(subject)),
                life,
                spki,
                rights);
    }

    private static CertificateRights extensions(DerReader body) {
        DerReader explicit = body.open(EXTENSIONS_TAG);
        CertificateRights rights = CertificateRights.decode(explicit.open(DerReader.SEQUENCE));
        explicit.end();
        return rights;
    }

    static long time(DerReader validity) {
        boolean general = validity.tag() == GENERAL_TIME;
        String text = validity.ascii(general ? GENERAL_TIME : UTC_TIME);
        int year = general ? 4 : 2;
        if (text.length() != year + 11 || !text.endsWith("Z") || !digits(text.substring(0, text.length() - 1)))
            throw new Malformed("a time to the second that ends with Z", "\"" + text + "\"");
        int written = Integer.parseInt(text.substring(0, year));
        int full = general ? written : written + (written < 50 ? 2_000 : 1_900);
        try {
            return LocalDateTime.of(
                                    full,
                                    two(text, year),
                                    two(text, year + 2),
                                    two(text, year + 4),
                                    two(text, year + 6),
                                    two(text, year + 8))
                            .toEpochSecond(ZoneOffset.UTC)
                    * 1_000;
        } catch (DateTimeException e) {
            throw new Malformed("a time that there is", "\"" + text + "\"");
        }
    }

    private static boolean digits(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static int two(String text, int at) {
        return Integer.parseInt(text.substring(at, at + 2));
    }

    /// The only common name of a subject, if it is one of plain characters, which every city reads alike.
    private static Optional<String> common(Bytes subject) {
        Optional<String> found = Optional.empty();
        DerReader parts = new DerReader(subject).open(DerReader.SEQUENCE);
        while (parts.more()) {
            DerReader set = parts.open(DerReader.SET);
            while (set.more()) {
                DerReader pair = set.open(DerReader.SEQUENCE);
                boolean common = pair.take(DerReader.OID).equals(COMMON_NAME);
                int tag = pair.tag();
                if (!common || tag != UTF8 && tag != PRINTABLE && tag != IA5) continue;
                if (found.isPresent()) throw new Malformed("one common name", "two");
                found = pair.plain(tag);
            }
        }
        return found;
    }

    /// Its number, which its issuer gives no other.
    public BigInteger serial() {
        DerReader body = new DerReader(signed.body).open(DerReader.SEQUENCE);
        body.take(VERSION_TAG);
        return body.integer();
    }

    /// The key of who holds it; one of a kind that signs nothing here is Malformed.
    public PublicKey key() {
        return PublicKey.ofSpki(spki);
    }

    public Hash thumbprint() {
        return Hash.of(der);
    }
}
