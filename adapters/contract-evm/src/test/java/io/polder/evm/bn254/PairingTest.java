package io.polder.evm.bn254;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairingTest {
    private static final BigInteger ORDER =
            new BigInteger("21888242871839275222246405745257275088548364400416034343698204186575808495617");
    private static final Fp2 B_TWISTED = new Fp2(Fp.of(3), Fp.ZERO).times(Fp2.XI.inverse());
    private static final Point<Fp> P = Point.affine(Fp.ONE, Fp.of(2));
    private static final Point<Fp2> Q = generator();

    @Test
    void is_linear_in_both_points() {
        BigInteger a = BigInteger.valueOf(123456789), b = BigInteger.valueOf(987654321);
        Fp12 one = pairing(P.times(a), Q.times(b)), other = pairing(P.times(a.multiply(b)), Q);
        assertThat(one).isEqualTo(other).isNotEqualTo(Fp12.ONE);
        assertThat(Pairing.product(List.of(pair(P, Q), pair(P.negate(), Q)))).isEqualTo(Fp12.ONE);
    }

    @Test
    void generators_have_the_order_of_the_group() {
        assertThat(P.times(ORDER).isInfinity()).isTrue();
        assertThat(Q.times(ORDER).isInfinity()).isTrue();
        assertThat(Q.isOnCurve(B_TWISTED)).isTrue();
    }

    @Test
    void the_short_test_of_membership_agrees_with_the_long_one() {
        assertThat(Pairing.isInGroup(Q.times(BigInteger.valueOf(77)).normalize()))
                .isTrue();
        Random chance = new Random(1);
        int found = 0;
        while (found < 8) {
            Fp2 x = Fp2.of(new BigInteger(250, chance), new BigInteger(250, chance));
            Fp2 y = root(x.square().times(x).plus(B_TWISTED));
            if (y == null) continue;
            found++;
            Point<Fp2> point = Point.affine(x, y);
            assertThat(Pairing.isInGroup(point)).isEqualTo(point.times(ORDER).isInfinity());
        }
    }

    /// A square root, or null; the field has p^2 elements with p = 3 modulo 4.
    private static Fp2 root(Fp2 square) {
        BigInteger p = Fp.MODULUS;
        Fp2 a = square.power(p.subtract(BigInteger.valueOf(3)).shiftRight(2));
        Fp2 x = a.times(square), alpha = a.times(x);
        Fp2 minusOne = Fp2.ONE.negate();
        Fp2 root = alpha.equals(minusOne)
                ? new Fp2(x.c1().negate(), x.c0())
                : Fp2.ONE
                        .plus(alpha)
                        .power(p.subtract(BigInteger.ONE).shiftRight(1))
                        .times(x);
        return root.square().equals(square) ? root : null;
    }

    private static Fp12 pairing(Point<Fp> p, Point<Fp2> q) {
        return Pairing.product(List.of(pair(p, q)));
    }

    private static Pairing.Pair pair(Point<Fp> p, Point<Fp2> q) {
        return new Pairing.Pair(p.normalize(), q.normalize());
    }

    private static Point<Fp2> generator() {
        return Point.affine(
                Fp2.of(
                        new BigInteger("10857046999023057135944570762232829481370756359578518086990519993285655852781"),
                        new BigInteger(
                                "11559732032986387107991004021392285783925812861821192530917403151452391805634")),
                Fp2.of(
                        new BigInteger("8495653923123431417604973247489272438418190587263600148770280649306958101930"),
                        new BigInteger(
                                "4082367875863433681332203403145435568316851327593401208105741076214120093531")));
    }
}
