package io.polder.evm.precompile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// 0x09: the compression function of BLAKE2b, as many rounds as asked and paid for.
final class Blake2f implements Precompile {
    private static final int LENGTH = 213;
    private static final long[] IV = {
        0x6a09e667f3bcc908L, 0xbb67ae8584caa73bL, 0x3c6ef372fe94f82bL, 0xa54ff53a5f1d36f1L,
        0x510e527fade682d1L, 0x9b05688c2b3e6c1fL, 0x1f83d9abfb41bd6bL, 0x5be0cd19137e2179L
    };
    /// The message schedule of the ten rounds, a hexadecimal digit per word.
    private static final long[] SCHEDULE = {
        0x0123456789abcdefL, 0xea489fd61c02b753L, 0xb8c052fdae367194L, 0x7931dcbe265a40f8L, 0x905724afe1bc683dL,
        0x2c6a0b834d75fe19L, 0xc51fed4a0763928bL, 0xdb7ec13950f4862aL, 0x6fe9b308c2d714a5L, 0xa2847615fb9e3cd0L
    };

    @Override
    public long gas(Input input) {
        return input.length() == LENGTH ? rounds(input) : 0;
    }

    @Override
    public Optional<byte[]> run(Input input) {
        if (input.length() != LENGTH || input.at(LENGTH - 1) > 1) return Optional.empty();
        ByteBuffer buffer = ByteBuffer.wrap(input.copy(4, LENGTH - 4)).order(ByteOrder.LITTLE_ENDIAN);
        long[] h = new long[8], m = new long[16], v = new long[16];
        for (int i = 0; i < 8; i++) h[i] = buffer.getLong();
        for (int i = 0; i < 16; i++) m[i] = buffer.getLong();
        System.arraycopy(h, 0, v, 0, 8);
        System.arraycopy(IV, 0, v, 8, 8);
        v[12] ^= buffer.getLong();
        v[13] ^= buffer.getLong();
        if (input.at(LENGTH - 1) == 1) v[14] = ~v[14];
        long rounds = rounds(input);
        for (long round = 0; round < rounds; round++) round(v, m, SCHEDULE[(int) (round % 10)]);
        ByteBuffer output = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 8; i++) output.putLong(h[i] ^ v[i] ^ v[i + 8]);
        return Optional.of(output.array());
    }

    private static long rounds(Input input) {
        return (long) input.at(0) << 24 | input.at(1) << 16 | input.at(2) << 8 | input.at(3);
    }

    private static void round(long[] v, long[] m, long schedule) {
        for (int i = 0; i < 8; i++) {
            // First the columns, then the diagonals.
            int turn = i >> 2, column = i & 3;
            int a = column,
                    b = 4 + (column + turn & 3),
                    c = 8 + (column + 2 * turn & 3),
                    d = 12 + (column + 3 * turn & 3);
            long first = m[(int) (schedule >>> 60 - 8 * i & 15)], second = m[(int) (schedule >>> 56 - 8 * i & 15)];
            v[a] += v[b] + first;
            v[d] = Long.rotateRight(v[d] ^ v[a], 32);
            v[c] += v[d];
            v[b] = Long.rotateRight(v[b] ^ v[c], 24);
            v[a] += v[b] + second;
            v[d] = Long.rotateRight(v[d] ^ v[a], 16);
            v[c] += v[d];
            v[b] = Long.rotateRight(v[b] ^ v[c], 63);
        }
    }
}
