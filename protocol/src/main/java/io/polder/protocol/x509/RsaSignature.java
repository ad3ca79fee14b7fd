package io.polder.protocol.x509;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.math.BigInteger;
import java.util.Arrays;

/// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2.2), for certificates of authorities that organisations have already.
/// No key of the ledger itself is of this kind.
final class RsaSignature {
    static final int BITS_MIN = 2_048;
    static final int BITS_MAX = 4_096;
    private static final Bytes KEY = Bytes.hex("300d06092a864886f70d0101010500");
    private static final Bytes DIGEST = Bytes.hex("3031300d060960864801650304020105000420");
    private static final BigInteger EXPONENT = BigInteger.valueOf(65_537);

    private RsaSignature() {}

    static boolean holds(Bytes spki, Bytes message, Bytes signature) {
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
        int size = (bits + 7) / 8;
        BigInteger value = new BigInteger(1, signature.shared());
        if (signature.size() != size || value.compareTo(modulus) >= 0) return false;
        return value.modPow(EXPONENT, modulus).equals(new BigInteger(1, padded(message, size)));
    }

    private static byte[] padded(Bytes message, int size) {
        Bytes end = Bytes.concat(DIGEST, Hash.of(message).bytes());
        byte[] whole = new byte[size];
        Arrays.fill(whole, 2, size - end.size() - 1, (byte) 0xff);
        whole[1] = 1;
        System.arraycopy(end.shared(), 0, whole, size - end.size(), end.size());
        return whole;
    }
}
