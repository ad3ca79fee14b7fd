package io.polder.evm.precompile;

import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.util.Optional;

/// 0x100: a signature on P-256 (EIP-7951); one if it is good, else nothing.
final class P256Verify implements Precompile {
    private static final int LENGTH = 160;
    private static final byte[] NOTHING = {};
    private static final ECParameterSpec CURVE = curve();
    private static final BigInteger P = ((ECFieldFp) CURVE.getCurve().getField()).getP();

    @Override
    public long gas(Input input) {
        return 6900;
    }

    @Override
    public Optional<byte[]> run(Input input) {
        return Optional.of(input.length() == LENGTH && isValid(input) ? Word.ONE.toBytes() : NOTHING);
    }

    private static boolean isValid(Input input) {
        BigInteger r = input.number(32, 32), s = input.number(64, 32);
        BigInteger x = input.number(96, 32), y = input.number(128, 32);
        if (!isScalar(r) || !isScalar(s) || !isOnCurve(x, y)) return false;
        try {
            ECPublicKey key = (ECPublicKey)
                    KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), CURVE));
            Signature signature = Signature.getInstance("NONEwithECDSAinP1363Format");
            signature.initVerify(key);
            signature.update(input.copy(0, 32));
            return signature.verify(input.copy(32, 64));
        } catch (SignatureException refused) {
            return false;
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static boolean isScalar(BigInteger number) {
        return number.signum() > 0 && number.compareTo(CURVE.getOrder()) < 0;
    }

    private static boolean isOnCurve(BigInteger x, BigInteger y) {
        if (x.compareTo(P) >= 0 || y.compareTo(P) >= 0) return false;
        BigInteger right = x.pow(3)
                .add(CURVE.getCurve().getA().multiply(x))
                .add(CURVE.getCurve().getB());
        return y.multiply(y).subtract(right).mod(P).signum() == 0;
    }

    private static ECParameterSpec curve() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
            parameters.init(new ECGenParameterSpec("secp256r1"));
            return parameters.getParameterSpec(ECParameterSpec.class);
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }
}
