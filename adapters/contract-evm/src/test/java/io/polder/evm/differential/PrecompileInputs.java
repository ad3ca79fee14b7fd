package io.polder.evm.differential;

import io.polder.evm.bls.Bls12381;
import io.polder.evm.rlp.Rlp;
import io.polder.evm.word.Word;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Inputs that precompiled contracts accept, and some that they just do not.
final class PrecompileInputs {
    /// An address and what to call it with.
    record Call(int address, byte[] input) {}

    private static final BigInteger BLS_NEGATIVE_ONE =
            new BigInteger("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000000", 16);

    private final List<Call> calls = new ArrayList<>();
    private final Random chance = new Random(7);

    private PrecompileInputs() {}

    static List<Call> all() throws Exception {
        PrecompileInputs inputs = new PrecompileInputs();
        inputs.modularPowers();
        inputs.p256();
        inputs.bls();
        return inputs.calls;
    }

    private void modularPowers() {
        int[][] lengths = {
            {0, 0, 0}, {1, 1, 1}, {32, 32, 32}, {33, 5, 40}, {64, 64, 64}, {8, 100, 8}, {200, 3, 200}, {0, 0, 5}
        };
        for (int[] length : lengths) {
            byte[] header = Rlp.concat(
                    Word.of(length[0]).toBytes(),
                    Word.of(length[1]).toBytes(),
                    Word.of(length[2]).toBytes());
            byte[] body = random(length[0] + length[1] + length[2]);
            calls.add(new Call(5, Rlp.concat(header, body)));
            calls.add(new Call(5, Rlp.concat(header, new byte[body.length / 2])));
        }
        for (int longest : new int[] {1024, 1025}) {
            byte[] header = Rlp.concat(Word.of(longest).toBytes(), Word.ONE.toBytes(), Word.ONE.toBytes());
            calls.add(new Call(5, Rlp.concat(header, random(longest + 2))));
        }
    }

    private void p256() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair keys = generator.generateKeyPair();
        byte[] hash = random(32);
        Signature signature = Signature.getInstance("NONEwithECDSAinP1363Format");
        signature.initSign(keys.getPrivate());
        signature.update(hash);
        var point = ((ECPublicKey) keys.getPublic()).getW();
        byte[] input = Rlp.concat(
                hash,
                signature.sign(),
                Word.of(point.getAffineX()).toBytes(),
                Word.of(point.getAffineY()).toBytes());
        calls.add(new Call(0x100, input));
        for (int place : new int[] {0, 40, 70, 100, 159}) {
            byte[] spoiled = input.clone();
            spoiled[place] ^= 1;
            calls.add(new Call(0x100, spoiled));
        }
        calls.add(new Call(0x100, new byte[160]));
        calls.add(new Call(0x100, Rlp.concat(input, new byte[1])));
    }

    private void bls() {
        byte[] element = Rlp.concat(new byte[20], random(44)), pair = Rlp.concat(element, element);
        calls.add(new Call(0x10, element));
        calls.add(new Call(0x11, pair));
        calls.add(new Call(0x10, Rlp.concat(new byte[16], new byte[] {(byte) 0xff}, new byte[47])));
        byte[] g1 = Bls12381.mapToG1(element).orElseThrow(),
                g2 = Bls12381.mapToG2(pair).orElseThrow();
        byte[] negative = Word.of(BLS_NEGATIVE_ONE).toBytes(), one = Word.ONE.toBytes();
        calls.add(new Call(0x0b, Rlp.concat(g1, g1)));
        calls.add(new Call(0x0b, Rlp.concat(g1, new byte[128])));
        calls.add(new Call(0x0d, Rlp.concat(g2, g2)));
        calls.add(new Call(0x0c, Rlp.concat(g1, one)));
        calls.add(new Call(0x0c, Rlp.concat(g1, one, g1, negative)));
        calls.add(new Call(0x0c, Rlp.concat(g1, random(32), g1, random(32), new byte[128], random(32))));
        calls.add(new Call(0x0e, Rlp.concat(g2, random(32))));
        calls.add(new Call(0x0e, Rlp.concat(g2, random(32), g2, random(32))));
        byte[] g1Negative = Bls12381.sumOfProductsG1(Rlp.concat(g1, negative)).orElseThrow();
        calls.add(new Call(0x0f, Rlp.concat(g1, g2, g1Negative, g2)));
        calls.add(new Call(0x0f, Rlp.concat(g1, g2)));
        calls.add(new Call(0x0f, new byte[384]));
        for (int address = 0x0b; address <= 0x11; address++) calls.add(new Call(address, new byte[0]));
        for (int address = 0x0b; address <= 0x11; address++) calls.add(new Call(address, new byte[17]));
        byte[] outside = g1.clone();
        outside[127] ^= 1;
        calls.add(new Call(0x0c, Rlp.concat(outside, one)));
    }

    private byte[] random(int length) {
        byte[] bytes = new byte[length];
        chance.nextBytes(bytes);
        return bytes;
    }
}
