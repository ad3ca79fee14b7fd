package io.polder.protocol.x509;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A list of certificates that their issuer has taken back (RFC 5280, 5), whole and by one issuer.
///
/// @param signed what the issuer has signed, and how
/// @param issuer its name as it is written
/// @param life from when on it says so (`thisUpdate`) and when the next one is due (`nextUpdate`)
/// @param serials the numbers of the certificates, each once
public record RevocationList(Certificate.Signed signed, Bytes issuer, Certificate.Life life, List<BigInteger> serials) {
    public static final int BYTES_MAX = 65_535;
    public static final int SERIALS_MAX = 1_024;
    private static final int EXTENSIONS_TAG = 0xa0;
    private static final int EXTENSIONS_MAX = 32;
    private static final int SERIAL_BITS_MAX = 160;

    public RevocationList {
        serials = List.copyOf(serials);
    }

    /// Reads a list of version 2; one that is in parts, of several issuers, or a change to another one is refused, as
    /// their extensions are critical.
    public static RevocationList decode(Bytes der) {
        if (der.size() > BYTES_MAX) throw new Malformed("at most " + BYTES_MAX + " bytes", der.size() + " bytes");
        DerReader outside = new DerReader(der);
        DerReader whole = outside.open(DerReader.SEQUENCE);
        outside.end();
        Bytes signed = whole.whole(DerReader.SEQUENCE);
        Bytes algorithm = whole.whole(DerReader.SEQUENCE);
        Bytes signature = whole.bits();
        whole.end();
        DerReader body = new DerReader(signed).open(DerReader.SEQUENCE);
        if (!body.integer().equals(BigInteger.ONE)) throw new Malformed("a list of version 2", "another");
        if (!body.whole(DerReader.SEQUENCE).equals(algorithm))
            throw new Malformed("one algorithm of the signature", "two");
        Bytes issuer = body.whole(DerReader.SEQUENCE);
        Certificate.Life life = new Certificate.Life(Certificate.time(body), Certificate.time(body));
        List<BigInteger> serials = body.tag() == DerReader.SEQUENCE ? serials(body) : List.of();
        if (body.more()) {
            DerReader explicit = body.open(EXTENSIONS_TAG);
            extensions(explicit.open(DerReader.SEQUENCE));
            explicit.end();
        }
        body.end();
        return new RevocationList(new Certificate.Signed(signed, algorithm, signature), issuer, life, serials);
    }

    private static List<BigInteger> serials(DerReader body) {
        List<BigInteger> serials = new ArrayList<>();
        Set<BigInteger> seen = new HashSet<>();
        DerReader list = body.open(DerReader.SEQUENCE);
        while (list.more()) {
            DerReader entry = list.open(DerReader.SEQUENCE);
            BigInteger serial = entry.integer();
            if (serial.signum() <= 0 || serial.bitLength() > SERIAL_BITS_MAX || !seen.add(serial))
                throw new Malformed(
                        "serial numbers of 1 to " + SERIAL_BITS_MAX + " bits, each once", serial.toString());
            if (seen.size() > SERIALS_MAX) throw new Malformed("at most " + SERIALS_MAX + " certificates", "more");
            serials.add(serial);
            Certificate.time(entry);
            if (entry.more()) extensions(entry.open(DerReader.SEQUENCE));
            entry.end();
        }
        return serials;
    }

    /// None is judged, so none may be critical.
    private static void extensions(DerReader extensions) {
        for (int count = 0; extensions.more(); count++) {
            if (count == EXTENSIONS_MAX) throw new Malformed("at most " + EXTENSIONS_MAX + " extensions", "more");
            DerReader extension = extensions.open(DerReader.SEQUENCE);
            Bytes oid = extension.take(DerReader.OID);
            if (extension.tag() == DerReader.BOOLEAN && extension.bool())
                throw new Malformed("no critical extension", oid.toHex());
            extension.take(DerReader.OCTETS);
            extension.end();
        }
    }
}
