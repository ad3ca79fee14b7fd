package io.polder.protocol.signature;

import io.polder.protocol.encoding.Bytes;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A point of edwards25519 in extended coordinates, slow and plain after RFC 8032, 5.1.4, to make and to judge what no
/// honest signer makes.
record Edwards(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger L = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    private static final BigInteger D =
            BigInteger.valueOf(-121_665).multiply(BigInteger.valueOf(121_666).modInverse(P));
    static final Edwards ZERO = of(BigInteger.ZERO, BigInteger.ONE);
    static final Edwards BASE = read(Bytes.hex("5866666666666666666666666666666666666666666666666666666666666666"));
    /// A point of order 8.
    static final Edwards SMALL = read(Bytes.hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));

    static Edwards of(BigInteger x, BigInteger y) {
        return new Edwards(x, y, BigInteger.ONE, x.multiply(y).mod(P));
    }

    Edwards plus(Edwards o) {
        BigInteger e = y.subtract(x).multiply(o.y.subtract(o.x));
        BigInteger f = y.add(x).multiply(o.y.add(o.x));
        BigInteger g = t.multiply(o.t).multiply(D).shiftLeft(1);
        BigInteger h = z.multiply(o.z).shiftLeft(1);
        BigInteger a = f.subtract(e).mod(P);
        BigInteger b = h.subtract(g).mod(P);
        BigInteger c = h.add(g).mod(P);
        BigInteger d = f.add(e).mod(P);
        return new Edwards(
                a.multiply(b).mod(P),
                c.multiply(d).mod(P),
                b.multiply(c).mod(P),
                a.multiply(d).mod(P));
    }

    Edwards times(BigInteger k) {
        Edwards sum = ZERO;
        for (int bit = k.bitLength() - 1; bit >= 0; bit--) {
            sum = sum.plus(sum);
            if (k.testBit(bit)) sum = sum.plus(this);
        }
        return sum;
    }

    Bytes encode() {
        BigInteger inverse = z.modInverse(P);
        BigInteger odd = x.multiply(inverse).mod(P).and(BigInteger.ONE);
        return little(y.multiply(inverse).mod(P).or(odd.shiftLeft(255)));
    }

    static Edwards read(Bytes bytes) {
        BigInteger all = number(bytes);
        BigInteger y = all.clearBit(255);
        BigInteger square = y.multiply(y);
        BigInteger u = square.subtract(BigInteger.ONE);
        BigInteger v = D.multiply(square).add(BigInteger.ONE);
        BigInteger wanted = u.multiply(v.modInverse(P)).mod(P);
        // p is 5 modulo 8, so a root is this power or sqrt(-1) times it.
        BigInteger x = wanted.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(wanted))
            x = x.multiply(BigInteger.TWO.modPow(P.shiftRight(2), P)).mod(P);
        if (!x.multiply(x).mod(P).equals(wanted)) throw new IllegalArgumentException(bytes + " is no point");
        return of(x.testBit(0) == all.testBit(255) ? x : P.subtract(x), y);
    }

    /// SB = R + kA, without the cofactor, k taken modulo L.
    static boolean holds(Bytes key, Bytes message, Bytes signature) {
        Bytes r = signature.slice(0, 32);
        Edwards left = BASE.times(number(signature.slice(32, 64)));
        return left.encode()
                .equals(read(r).plus(read(key).times(hash(r, key, message))).encode());
    }

    static BigInteger hash(Bytes... parts) {
        try {
            return number(Bytes.wrap(MessageDigest.getInstance("SHA-512")
                            .digest(Bytes.concat(parts).shared())))
                    .mod(L);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Bytes little(BigInteger number) {
        byte[] out = new byte[32];
        for (int i = 0; i < 32; i++) out[i] = number.shiftRight(8 * i).byteValue();
        return Bytes.wrap(out);
    }

    private static BigInteger number(Bytes little) {
        byte[] big = new byte[little.size()];
        for (int i = 0; i < big.length; i++) big[i] = little.at(big.length - 1 - i);
        return new BigInteger(1, big);
    }
}
