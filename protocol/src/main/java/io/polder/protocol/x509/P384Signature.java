package io.polder.protocol.x509;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;

/// ECDSA on P-384 with SHA-384, for certificates of authorities that organisations have already. No key of the ledger
/// itself is of this kind. What a provider might judge in its own way is judged here before.
final class P384Signature {
    /// ecdsa-with-SHA384 (RFC 5758, 3.2).
    static final Bytes ALGORITHM = Bytes.hex("300a06082a8648ce3d040303");

    private static final Bytes KEY = Bytes.hex("301006072a8648ce3d020106052b81040022");
    private static final int SIZE = 48;
    private static final byte UNCOMPRESSED = 4;
    private static final String PROVIDER = "SunEC";

    private P384Signature() {}

    static boolean holds(Bytes spki, Bytes message, Bytes signature) {
        DerReader key = new DerReader(spki).open(DerReader.SEQUENCE);
        if (!key.whole(DerReader.SEQUENCE).equals(KEY)) throw new Malformed("a key on P-384", "another");
        Bytes point = key.bits();
        key.end();
        if (point.size() != 1 + 2 * SIZE || point.at(0) != UNCOMPRESSED)
            throw new Malformed("a point in full", "another form");
        DerReader outside = new DerReader(signature);
        DerReader pair = outside.open(DerReader.SEQUENCE);
        outside.end();
        BigInteger r = pair.integer();
        BigInteger s = pair.integer();
        pair.end();
        try {
            AlgorithmParameters named = AlgorithmParameters.getInstance("EC", PROVIDER);
            named.init(new ECGenParameterSpec("secp384r1"));
            ECParameterSpec curve = named.getParameterSpec(ECParameterSpec.class);
            BigInteger order = curve.getOrder();
            if (r.signum() <= 0 || s.signum() <= 0 || r.compareTo(order) >= 0 || s.compareTo(order) >= 0) return false;
            ECPoint at = new ECPoint(number(point, 1), number(point, 1 + SIZE));
            if (!on(curve, at)) throw new Malformed("a point of the curve", "another");
            PublicKey made = KeyFactory.getInstance("EC", PROVIDER).generatePublic(new ECPublicKeySpec(at, curve));
            Signature check = Signature.getInstance("SHA384withECDSA", PROVIDER);
            check.initVerify(made);
            check.update(message.shared());
            return check.verify(signature.toArray());
        } catch (GeneralSecurityException e) {
            throw new Malformed("a key and a signature on P-384", "another");
        }
    }

    private static BigInteger number(Bytes point, int from) {
        return new BigInteger(1, point.slice(from, from + SIZE).toArray());
    }

    private static boolean on(ECParameterSpec curve, ECPoint at) {
        BigInteger p = ((ECFieldFp) curve.getCurve().getField()).getP();
        BigInteger x = at.getAffineX();
        BigInteger y = at.getAffineY();
        if (x.compareTo(p) >= 0 || y.compareTo(p) >= 0) return false;
        BigInteger right = x.multiply(x)
                .add(curve.getCurve().getA())
                .multiply(x)
                .add(curve.getCurve().getB());
        return y.multiply(y).subtract(right).mod(p).signum() == 0;
    }
}
