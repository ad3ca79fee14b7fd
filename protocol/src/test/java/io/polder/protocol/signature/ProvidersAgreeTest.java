package io.polder.protocol.signature;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.encoding.Bytes;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Cities with different providers must never part over one signature: whatever comes, the verdicts are the same to the
/// letter.
class ProvidersAgreeTest {
    private static final BigInteger N =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final List<BigInteger> EDGES = List.of(
            BigInteger.ZERO,
            BigInteger.ONE,
            BigInteger.TWO,
            N.shiftRight(1),
            N.subtract(BigInteger.ONE),
            N,
            Edwards.L.subtract(BigInteger.ONE),
            Edwards.L,
            Edwards.P.subtract(BigInteger.ONE),
            Edwards.P,
            BigInteger.TWO.pow(255),
            BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
    private static final Map<Algorithm, List<Signatures>> CHECKERS = new EnumMap<>(Algorithm.class);
    private static final Map<Algorithm, SigningKey> KEYS = new EnumMap<>(Algorithm.class);

    static {
        for (Algorithm algorithm : List.of(Algorithm.ED25519, Algorithm.ES256, Algorithm.ML_DSA_65)) {
            CHECKERS.put(algorithm, Peers.checkers(algorithm));
            KEYS.put(algorithm, SigningKey.generate(algorithm, new java.security.SecureRandom()));
        }
    }

    private static Verdict verdict(PublicKey key, Bytes message, Bytes signature) {
        Set<Verdict> verdicts = new HashSet<>();
        for (Signatures each : CHECKERS.get(key.algorithm())) verdicts.add(each.check(key, message, signature));
        assertThat(verdicts)
                .as("key %s message %s signature %s", key.bytes(), message, signature)
                .hasSize(1);
        return verdicts.iterator().next();
    }

    @Property(tries = 1_500)
    void on_bent_ed25519(@ForAll long seed) {
        bend(Algorithm.ED25519, new Random(seed));
    }

    @Property(tries = 1_500)
    void on_bent_es256(@ForAll long seed) {
        bend(Algorithm.ES256, new Random(seed));
    }

    @Property(tries = 200)
    void on_bent_ml_dsa_65(@ForAll long seed) {
        bend(Algorithm.ML_DSA_65, new Random(seed));
    }

    private static void bend(Algorithm algorithm, Random random) {
        SigningKey signer = KEYS.get(algorithm);
        Bytes message = Bytes.utf8("message " + random.nextInt(50));
        Bytes signature = signer.sign(message);
        assertThat(verdict(signer.publicKey(), message, signature)).isEqualTo(Verdict.VALID);
        switch (random.nextInt(3)) {
            case 0 -> verdict(new PublicKey(algorithm, bentKey(signer.publicKey(), random)), message, signature);
            case 1 -> verdict(signer.publicKey(), message, bent(signature, random));
            default ->
                verdict(
                        new PublicKey(algorithm, bentKey(signer.publicKey(), random)),
                        message,
                        bent(signature, random));
        }
    }

    private static Bytes bentKey(PublicKey key, Random random) {
        if (key.bytes().size() != 65) return bent(key.bytes(), random);
        return Bytes.concat(key.bytes().slice(0, 1), bent(key.bytes().slice(1, 65), random));
    }

    /// Flips one bit, or puts a number from the edges, in either order of bytes, in place of 32 bytes.
    private static Bytes bent(Bytes whole, Random random) {
        byte[] bytes = whole.toArray();
        if (random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        } else {
            byte[] edge =
                    Edwards.little(EDGES.get(random.nextInt(EDGES.size()))).toArray();
            boolean big = random.nextBoolean();
            int at = 32 * random.nextInt(bytes.length / 32);
            for (int i = 0; i < 32; i++) bytes[at + i] = edge[big ? 31 - i : i];
        }
        return Bytes.wrap(bytes);
    }

    /// Keys and R with every part of small order: what the forms let pass is judged by the one equation.
    @Property(tries = 150)
    void on_ed25519_with_parts_of_small_order(
            @ForAll long seed, @ForAll @IntRange(max = 7) int keyPart, @ForAll @IntRange(max = 7) int rPart) {
        Random random = new Random(seed);
        BigInteger secret = new BigInteger(252, random);
        BigInteger nonce = new BigInteger(252, random);
        Bytes message = Bytes.utf8("message " + seed);
        Bytes key = Edwards.BASE.times(secret).plus(small(keyPart)).encode();
        Bytes r = Edwards.BASE.times(nonce).plus(small(rPart)).encode();
        BigInteger s = nonce.add(Edwards.hash(r, key, message).multiply(secret)).mod(Edwards.L);
        Bytes signature = Bytes.concat(r, Edwards.little(s));
        boolean holds = Edwards.holds(key, message, signature);
        assertThat(verdict(new PublicKey(Algorithm.ED25519, key), message, signature) instanceof Verdict.Valid)
                .isEqualTo(holds);
        if (keyPart == 0) assertThat(holds).isEqualTo(rPart == 0);
    }

    private static Edwards small(int times) {
        return Edwards.SMALL.times(BigInteger.valueOf(times));
    }

    @Test
    void the_points_of_small_order_are_the_multiples_of_one_of_order_8() {
        Set<Bytes> points = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            Bytes point = small(i).encode();
            points.add(point);
            assertThat(Ed25519Form.keyFault(point))
                    .hasValueSatisfying(fault -> assertThat(fault).contains("small order"));
        }
        assertThat(points).hasSize(8);
        assertThat(small(8).encode()).isEqualTo(Edwards.ZERO.encode());
        assertThat(Edwards.BASE.times(Edwards.L).encode()).isEqualTo(Edwards.ZERO.encode());
    }

    /// For the message and r chosen so, e + rd = 0: the sum of points in the equation is the point at infinity.
    @Test
    void on_es256_at_the_point_at_infinity() throws Exception {
        for (int d = 1; d < 40; d++) {
            BigInteger secret = BigInteger.valueOf(d);
            PublicKey key = p256(secret);
            Bytes message = Bytes.utf8("message " + d);
            BigInteger e = new BigInteger(
                    1, java.security.MessageDigest.getInstance("SHA-256").digest(message.shared()));
            BigInteger r = e.negate().multiply(secret.modInverse(N)).mod(N);
            for (BigInteger s : List.of(BigInteger.ONE, BigInteger.TWO, r, N.subtract(BigInteger.ONE)))
                assertThat(verdict(key, message, Bytes.concat(big(r), big(s)))).isInstanceOf(Verdict.Invalid.class);
        }
    }

    private static Bytes big(BigInteger number) {
        byte[] little = Edwards.little(number).toArray();
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) big[i] = little[31 - i];
        return Bytes.wrap(big);
    }

    private static PublicKey p256(BigInteger secret) {
        byte[] point = org.bouncycastle.asn1.x9.ECNamedCurveTable.getByName("secp256r1")
                .getG()
                .multiply(secret)
                .getEncoded(false);
        return new PublicKey(Algorithm.ES256, Bytes.wrap(point));
    }
}
