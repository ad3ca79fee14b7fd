package io.polder.evm.secp256k1;

import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECPoint;

/// The curve in Java, for platforms without the native library.
public final class BouncySecp256k1 implements Secp256k1 {
    private static final X9ECParameters CURVE = CustomNamedCurves.getByName("secp256k1");
    private static final BigInteger N = CURVE.getN();

    @Override
    public Optional<Address> recover(byte[] hash, int parity, Word r, Word s) {
        byte[] compressed = new byte[33];
        compressed[0] = (byte) (2 + parity);
        System.arraycopy(r.toBytes(), 0, compressed, 1, 32);
        ECPoint point;
        try {
            point = CURVE.getCurve().decodePoint(compressed);
        } catch (IllegalArgumentException noPointWithThisX) {
            return Optional.empty();
        }
        BigInteger inverse = r.toBigInteger().modInverse(N);
        BigInteger ofGenerator =
                new BigInteger(1, hash).negate().multiply(inverse).mod(N);
        BigInteger ofPoint = s.toBigInteger().multiply(inverse).mod(N);
        ECPoint key = ECAlgorithms.sumOfTwoMultiplies(CURVE.getG(), ofGenerator, point, ofPoint);
        return key.isInfinity() ? Optional.empty() : Optional.of(addressOf(key));
    }

    @Override
    public byte[] sign(byte[] hash, byte[] privateKey) {
        var signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        var domain = new ECDomainParameters(CURVE);
        signer.init(true, new ECPrivateKeyParameters(new BigInteger(1, privateKey), domain));
        BigInteger[] rs = signer.generateSignature(hash);
        BigInteger low = rs[1].min(N.subtract(rs[1]));
        byte[] signature = new byte[64];
        System.arraycopy(Word.of(rs[0]).toBytes(), 0, signature, 0, 32);
        System.arraycopy(Word.of(low).toBytes(), 0, signature, 32, 32);
        return signature;
    }

    @Override
    public Address address(byte[] privateKey) {
        return addressOf(CURVE.getG().multiply(new BigInteger(1, privateKey)));
    }

    private static Address addressOf(ECPoint key) {
        return Address.lastOf(Keccak.hash(key.getEncoded(false), 1, 64));
    }
}
