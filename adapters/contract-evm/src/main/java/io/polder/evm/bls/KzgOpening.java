package io.polder.evm.bls;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Optional;
import supranational.blst.P1;
import supranational.blst.P1_Affine;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.PT;

/// The claim that the polynomial behind a commitment has the value y at z, with its proof (EIP-4844).
public record KzgOpening(byte[] commitment, BigInteger z, BigInteger y, byte[] proof) {
    public static final BigInteger SCALAR_ORDER =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", 16);

    /// The one number of Ethereum's setup ceremony that a check needs: its secret times the generator of G2.
    private static final P2_Affine SETUP = new P2_Affine(HexFormat.of()
            .parseHex("b5bfd7dd8cdeb128843bc287230af38926187075cbfbefa8"
                    + "1009a2ce615ac53d2914e5870cb452d2afaaab24f3499f72"
                    + "185cbfee53492714734429b7b38608e23926c911cceceac9"
                    + "a36851477ba4c60b087041de621000edc98edada20c1def2"));

    /// True if e(commitment - y, 1) = e(proof, secret - z).
    public boolean holds() {
        if (z.compareTo(SCALAR_ORDER) >= 0 || y.compareTo(SCALAR_ORDER) >= 0) return false;
        Optional<P1_Affine> committed = member(commitment);
        Optional<P1_Affine> proven = member(proof);
        if (committed.isEmpty() || proven.isEmpty()) return false;
        P1 left = committed.get().to_jacobian();
        if (y.signum() != 0) left = left.add(P1.generator().mult(y).neg());
        P2 right = SETUP.to_jacobian();
        if (z.signum() != 0) right = right.add(P2.generator().mult(z).neg());
        return PT.finalverify(
                pairing(left.to_affine(), P2_Affine.generator()), pairing(proven.get(), right.to_affine()));
    }

    /// A compressed point of the group, the point at infinity among them.
    private static Optional<P1_Affine> member(byte[] compressed) {
        if ((compressed[0] & 0x80) == 0) return Optional.empty();
        try {
            P1_Affine point = new P1_Affine(compressed);
            return Optional.of(point).filter(p -> p.is_inf() || p.in_group());
        } catch (RuntimeException notOnTheCurve) {
            return Optional.empty();
        }
    }

    private static PT pairing(P1_Affine p, P2_Affine q) {
        return p.is_inf() || q.is_inf() ? PT.one() : new PT(q, p);
    }
}
