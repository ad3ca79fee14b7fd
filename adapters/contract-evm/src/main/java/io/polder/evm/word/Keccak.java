package io.polder.evm.word;

import static java.lang.Long.rotateLeft;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The Keccak-256 hash as Ethereum uses it: the padding of the submission, not that of FIPS 202.
///
/// An instance keeps its sponge for the next hash and is not for two threads at once.
public final class Keccak {
    private static final int RATE = 136;
    private static final VarHandle LITTLE_ENDIAN = MethodHandles.byteArrayViewVarHandle(
                    long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final long[] ROUND_CONSTANTS = {
        0x0000000000000001L, 0x0000000000008082L, 0x800000000000808aL, 0x8000000080008000L,
        0x000000000000808bL, 0x0000000080000001L, 0x8000000080008081L, 0x8000000000008009L,
        0x000000000000008aL, 0x0000000000000088L, 0x0000000080008009L, 0x000000008000000aL,
        0x000000008000808bL, 0x800000000000008bL, 0x8000000000008089L, 0x8000000000008003L,
        0x8000000000008002L, 0x8000000000000080L, 0x000000000000800aL, 0x800000008000000aL,
        0x8000000080008081L, 0x8000000000008080L, 0x0000000080000001L, 0x8000000080008008L,
    };

    private final long[] lanes = new long[25];
    private final long[] scratch = new long[25];
    private final byte[] tail = new byte[RATE];

    public static byte[] hash(byte... bytes) {
        return hash(bytes, 0, bytes.length).toBytes();
    }

    public static Word hash(byte[] bytes, int offset, int length) {
        long[] digest = new long[4];
        new Keccak().hash(bytes, offset, length, digest, 0);
        return Word.at(digest, 0);
    }

    /// Hashes a range and leaves the digest as a word in `digest` at `at`.
    public void hash(byte[] bytes, int offset, int length, long[] digest, int at) {
        java.util.Arrays.fill(lanes, 0);
        int position = offset, rest = length;
        for (; rest >= RATE; position += RATE, rest -= RATE) absorb(bytes, position);
        java.util.Arrays.fill(tail, (byte) 0);
        System.arraycopy(bytes, position, tail, 0, rest);
        tail[rest] = 1;
        tail[RATE - 1] |= (byte) 0x80;
        absorb(tail, 0);
        for (int i = 0; i < 4; i++) digest[at + 3 - i] = Long.reverseBytes(lanes[i]);
    }

    private void absorb(byte[] block, int offset) {
        for (int i = 0; i < RATE / 8; i++) lanes[i] ^= (long) LITTLE_ENDIAN.get(block, offset + 8 * i);
        permute(lanes, scratch);
    }

    private static void permute(long[] a, long[] b) {
        for (int round = 0; round < 24; round++) {
            long c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
            long c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
            long c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
            long c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
            long c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
            long d0 = c4 ^ rotateLeft(c1, 1), d1 = c0 ^ rotateLeft(c2, 1), d2 = c1 ^ rotateLeft(c3, 1);
            long d3 = c2 ^ rotateLeft(c4, 1), d4 = c3 ^ rotateLeft(c0, 1);
            b[0] = a[0] ^ d0;
            b[1] = rotateLeft(a[6] ^ d1, 44);
            b[2] = rotateLeft(a[12] ^ d2, 43);
            b[3] = rotateLeft(a[18] ^ d3, 21);
            b[4] = rotateLeft(a[24] ^ d4, 14);
            b[5] = rotateLeft(a[3] ^ d3, 28);
            b[6] = rotateLeft(a[9] ^ d4, 20);
            b[7] = rotateLeft(a[10] ^ d0, 3);
            b[8] = rotateLeft(a[16] ^ d1, 45);
            b[9] = rotateLeft(a[22] ^ d2, 61);
            b[10] = rotateLeft(a[1] ^ d1, 1);
            b[11] = rotateLeft(a[7] ^ d2, 6);
            b[12] = rotateLeft(a[13] ^ d3, 25);
            b[13] = rotateLeft(a[19] ^ d4, 8);
            b[14] = rotateLeft(a[20] ^ d0, 18);
            b[15] = rotateLeft(a[4] ^ d4, 27);
            b[16] = rotateLeft(a[5] ^ d0, 36);
            b[17] = rotateLeft(a[11] ^ d1, 10);
            b[18] = rotateLeft(a[17] ^ d2, 15);
            b[19] = rotateLeft(a[23] ^ d3, 56);
            b[20] = rotateLeft(a[2] ^ d2, 62);
            b[21] = rotateLeft(a[8] ^ d3, 55);
            b[22] = rotateLeft(a[14] ^ d4, 39);
            b[23] = rotateLeft(a[15] ^ d0, 41);
            b[24] = rotateLeft(a[21] ^ d1, 2);
            for (int y = 0; y < 25; y += 5) {
                long b0 = b[y], b1 = b[y + 1], b2 = b[y + 2], b3 = b[y + 3], b4 = b[y + 4];
                a[y] = b0 ^ (~b1 & b2);
                a[y + 1] = b1 ^ (~b2 & b3);
                a[y + 2] = b2 ^ (~b3 & b4);
                a[y + 3] = b3 ^ (~b4 & b0);
                a[y + 4] = b4 ^ (~b0 & b1);
            }
            a[0] ^= ROUND_CONSTANTS[round];
        }
    }
}
