package io.polder.protocol.x509;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/// RSASSA-PKCS1-v1_5 and RSASSA-PSS with SHA-256, SHA-384 or SHA-512 (RFC 8017, 8.1.2 and 8.2.2), for certificates of
/// authorities that organisations have already. PSS masks by MGF1 with the same hash and salts with as many bytes as
/// the
/// hash has. No key of the ledger itself is of this kind.
enum RsaSignature {
    SHA256("SHA-256", 32, "01", "0b"),
    SHA384("SHA-384", 48, "02", "0c"),
    SHA512("SHA-512", 64, "03", "0d");

    static final int BITS_MIN = 2_048;
    static final int BITS_MAX = 4_096;
    private static final Bytes KEY = Bytes.hex("300d06092a864886f70d0101010500");
    private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);
    private static final int TRAILER = 0xbc;
    private static final int ZEROS = 8;

    private final String hash;
    private final int length;
    private final Bytes digest;
    private final Bytes plain;
    private final Bytes pss;

    RsaSignature(String hash, int length, String hashOid, String plainOid) {
        this.hash = hash;
        this.length = length;
        String inner = "300d06096086480165030402" + hashOid + "0500";
        this.digest = Bytes.hex("30" + hex(inner.length() / 2 + 2 + length) + inner + "04" + hex(length));
        this.plain = Bytes.hex("300d06092a864886f70d0101" + plainOid + "0500");
        this.pss = Bytes.hex("304106092a864886f70d01010a3034a00f" + inner + "a11c301a06092a864886f70d010108" + inner
                + "a2030201" + hex(length));
    }

    private static String hex(int number) {
        return Bytes.of((byte) number).toHex();
    }

    /// Whether the signature holds by the algorithm as a certificate writes it; empty for one of another kind.
    static Optional<Boolean> holds(Bytes algorithm, Bytes spki, Bytes message, Bytes signature) {
        for (RsaSignature kind : values()) {
            if (algorithm.equals(kind.plain)) return Optional.of(kind.plain(spki, message, signature));
            if (algorithm.equals(kind.pss)) return Optional.of(kind.masked(spki, message, signature));
        }
        return Optional.empty();
    }

    private boolean plain(Bytes spki, Bytes message, Bytes signature) {
        BigInteger modulus = modulus(spki);
        int size = (modulus.bitLength() + 7) / 8;
        Bytes end = Bytes.concat(digest, Bytes.wrap(digest().digest(message.shared())));
        byte[] whole = new byte[size];
        Arrays.fill(whole, 2, size - end.size() - 1, (byte) 0xff);
        whole[1] = 1;
        System.arraycopy(end.shared(), 0, whole, size - end.size(), end.size());
        return Arrays.equals(opened(modulus, signature, size), whole);
    }

    /// EMSA-PSS-VERIFY (RFC 8017, 9.1.2).
    private boolean masked(Bytes spki, Bytes message, Bytes signature) {
        BigInteger modulus = modulus(spki);
        int bits = modulus.bitLength() - 1;
        int size = (bits + 7) / 8;
        byte[] whole = opened(modulus, signature, (modulus.bitLength() + 7) / 8);
        if (whole.length == 0) return false;
        byte[] encoded = Arrays.copyOfRange(whole, whole.length - size, whole.length);
        if (whole.length > size && whole[0] != 0 || (encoded[size - 1] & 0xff) != TRAILER) return false;
        int masked = size - length - 1;
        byte[] check = Arrays.copyOfRange(encoded, masked, size - 1);
        byte[] data = Arrays.copyOf(encoded, masked);
        int spare = 8 * size - bits;
        if ((data[0] & 0xff) >>> (8 - spare) != 0) return false;
        byte[] mask = mask(check, masked);
        for (int i = 0; i < masked; i++) data[i] ^= mask[i];
        data[0] &= (byte) (0xff >>> spare);
        int salt = masked - length;
        for (int i = 0; i < salt - 1; i++) if (data[i] != 0) return false;
        if (data[salt - 1] != 1) return false;
        MessageDigest again = digest();
        again.update(new byte[ZEROS]);
        again.update(digest().digest(message.shared()));
        again.update(data, salt, length);
        return Arrays.equals(again.digest(), check);
    }

    /// MGF1 (RFC 8017, B.2.1).
    private byte[] mask(byte[] seed, int size) {
        byte[] mask = new byte[size];
        for (int at = 0, counter = 0; at < size; at += length, counter++) {
            MessageDigest next = digest();
            next.update(seed);
            next.update(new byte[] {0, 0, (byte) (counter >>> 8), (byte) counter});
            System.arraycopy(next.digest(), 0, mask, at, Math.min(length, size - at));
        }
        return mask;
    }

    private static BigInteger modulus(Bytes spki) {
        DerReader key = new DerReader(spki).open(DerReader.SEQUENCE);
        if (!key.whole(DerReader.SEQUENCE).equals(KEY)) throw new Malformed("an RSA key", "another");
        DerReader numbers = new DerReader(key.bits()).open(DerReader.SEQUENCE);
        BigInteger modulus = numbers.integer();
        int bits = modulus.bitLength();
        if (modulus.signum() < 0
                || bits < BITS_MIN
                || bits > BITS_MAX
                || !numbers.integer().equals(EXPONENT))
            throw new Malformed("an RSA key of " + BITS_MIN + " to " + BITS_MAX + " bits and 65537", "another");
        return modulus;
    }

    /// What the signature opens to, in so many bytes; none for a signature of another size.
    private static byte[] opened(BigInteger modulus, Bytes signature, int size) {
        BigInteger value = new BigInteger(1, signature.shared());
        if (signature.size() != size || value.compareTo(modulus) >= 0) return new byte[0];
        byte[] shortest = value.modPow(EXPONENT, modulus).toByteArray();
        byte[] whole = new byte[size];
        int from = Math.max(0, shortest.length - size);
        System.arraycopy(shortest, from, whole, size - (shortest.length - from), shortest.length - from);
        return whole;
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has " + hash, e);
        }
    }
}
