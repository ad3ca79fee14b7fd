package io.polder.protocol.x509;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.SigningKey;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// Issues certificates: an authority's own, those of authorities below it, those of holders.
public record Issuing(SigningKey key, String organisation, String name) {
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter GENERAL_TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int GENERAL_FROM = 2_050;
    private static final int SERIAL_BITS = 120;

    /// Whom a certificate is for: its name, its key, and how many authorities may stand below it (-1: it is a holder).
    public record Holder(String name, PublicKey key, int below) {}

    /// The serial number must never come twice from one issuer: a random one of 120 bits.
    public Certificate issue(Holder holder, BigInteger serial, Instant from, Instant to) {
        Bytes algorithm = algorithm();
        if (serial.signum() <= 0 || serial.bitLength() > SERIAL_BITS)
            throw new IllegalArgumentException("a serial number of 1 to " + SERIAL_BITS + " bits");
        Bytes body = sequence(
                item(0xa0, integer(BigInteger.TWO)),
                integer(serial),
                algorithm,
                name(name),
                sequence(time(from), time(to)),
                name(holder.name),
                holder.key.toSpki(),
                item(0xa3, sequence(extensions(holder.below).toArray(Bytes[]::new))));
        return Certificate.decode(sequence(body, algorithm, item(DerReader.BITS, Bytes.of((byte) 0), signature(body))));
    }

    /// A list of the certificates that are taken back, as it is from a time on, until the next one is due.
    public Bytes list(List<BigInteger> serials, Instant from, Instant to) {
        Bytes algorithm = algorithm();
        List<Bytes> parts =
                new ArrayList<>(List.of(integer(BigInteger.ONE), algorithm, name(name), time(from), time(to)));
        if (!serials.isEmpty())
            parts.add(sequence(serials.stream()
                    .map(serial -> sequence(integer(serial), time(from)))
                    .toArray(Bytes[]::new)));
        Bytes body = sequence(parts.toArray(Bytes[]::new));
        return sequence(body, algorithm, item(DerReader.BITS, Bytes.of((byte) 0), signature(body)));
    }

    private Bytes algorithm() {
        return switch (key.publicKey().algorithm()) {
            case ED25519 -> Bytes.hex("300506032b6570");
            case ES256 -> Bytes.hex("300a06082a8648ce3d040302");
            default ->
                throw new IllegalArgumentException("an authority signs with Ed25519 or ES256, not "
                        + key.publicKey().algorithm());
        };
    }

    private Bytes signature(Bytes body) {
        Bytes made = key.sign(body);
        if (key.publicKey().algorithm() != Algorithm.ES256) return made;
        int half = made.size() / 2;
        return sequence(
                integer(new BigInteger(1, made.slice(0, half).shared())),
                integer(new BigInteger(1, made.slice(half, made.size()).shared())));
    }

    private static List<Bytes> extensions(int below) {
        List<Bytes> all = new ArrayList<>();
        Bytes yes = Bytes.hex("0101ff");
        if (below >= 0)
            all.add(sequence(
                    Bytes.hex("0603551d13"),
                    yes,
                    item(DerReader.OCTETS, sequence(yes, integer(BigInteger.valueOf(below))))));
        // keyCertSign and cRLSign for an authority, digitalSignature for a holder
        all.add(sequence(
                Bytes.hex("0603551d0f"), yes, item(DerReader.OCTETS, Bytes.hex(below >= 0 ? "03020106" : "03020780"))));
        return all;
    }

    private Bytes name(String common) {
        return sequence(
                item(DerReader.SET, sequence(Bytes.hex("060355040a"), utf8(organisation))),
                item(DerReader.SET, sequence(Bytes.hex("0603550403"), utf8(common))));
    }

    private static Bytes utf8(String text) {
        return item(0x0c, Bytes.utf8(text));
    }

    private static Bytes time(Instant time) {
        boolean general = time.atZone(ZoneOffset.UTC).getYear() >= GENERAL_FROM;
        String text = (general ? GENERAL_TIME : UTC_TIME).format(time);
        return item(general ? 0x18 : 0x17, Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static Bytes integer(BigInteger value) {
        return item(DerReader.INTEGER, Bytes.wrap(value.toByteArray()));
    }

    private static Bytes sequence(Bytes... parts) {
        return item(DerReader.SEQUENCE, parts);
    }

    private static Bytes item(int tag, Bytes... parts) {
        Bytes content = Bytes.concat(parts);
        int size = content.size();
        Bytes head = size < 0x80
                ? Bytes.of((byte) tag, (byte) size)
                : size <= 0xff
                        ? Bytes.of((byte) tag, (byte) 0x81, (byte) size)
                        : Bytes.of((byte) tag, (byte) 0x82, (byte) (size >> 8), (byte) size);
        return Bytes.concat(head, content);
    }
}
