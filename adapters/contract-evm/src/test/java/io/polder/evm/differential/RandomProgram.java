package io.polder.evm.differential;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;

/// Bytecode by chance, mostly sensible: operands of interesting sizes, then an opcode, and results kept in storage.
public final class RandomProgram {
    private static final int[] PLAIN = {
        0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16,
                0x17,
        0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x20, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a,
                0x3b,
        0x3c, 0x3d, 0x3e, 0x3f, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55,
                0x58,
        0x59, 0x5a, 0x5b, 0x5f, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4
    };
    private static final int[] CANCUN = {0x49, 0x4a, 0x5c, 0x5d, 0x5e};
    private static final int[] CALLS = {0xf0, 0xf1, 0xf2, 0xf4, 0xf5, 0xfa};
    private static final int[] ENDS = {0xf3, 0xfd, 0xff, 0xfe, 0x0c, 0x56, 0x57};
    private static final int CLZ = 0x1e;

    private final Random chance;
    private final int precompiles;
    private final boolean cancun;
    private final boolean osaka;
    private final ByteArrayOutputStream code = new ByteArrayOutputStream();

    /// `precompiles` is how many there are from address one.
    public RandomProgram(long seed, int precompiles, boolean cancun, boolean osaka) {
        this.chance = new Random(seed);
        this.precompiles = precompiles;
        this.cancun = cancun;
        this.osaka = osaka;
    }

    public byte[] bytes() {
        int length = 5 + chance.nextInt(60);
        for (int i = 0; i < length; i++) statement();
        for (int slot = 0; slot < 4; slot++) code.writeBytes(new byte[] {0x60, (byte) (slot + 100), 0x55});
        return code.toByteArray();
    }

    public byte[] input() {
        byte[] input = new byte[chance.nextInt(200)];
        chance.nextBytes(input);
        return input;
    }

    private void statement() {
        int kind = chance.nextInt(100);
        if (kind < 55) {
            for (int i = chance.nextInt(4); i > 0; i--) push();
            code.write(PLAIN[chance.nextInt(PLAIN.length)]);
        } else if (kind < 65) {
            code.write(0x80 + chance.nextInt(chance.nextInt(4) == 0 ? 32 : 4));
        } else if (kind < 72) {
            push();
            push();
            push();
            if (osaka && chance.nextBoolean()) code.write(CLZ);
            else if (cancun) code.write(CANCUN[chance.nextInt(CANCUN.length)]);
        } else if (kind < 90) {
            call();
        } else if (kind < 98) {
            push();
            push();
            code.write(0x55);
        } else {
            push();
            push();
            code.write(ENDS[chance.nextInt(ENDS.length)]);
        }
    }

    private void call() {
        int op = CALLS[chance.nextInt(CALLS.length)];
        small();
        small();
        small();
        small();
        if (op == 0xf0 || op == 0xf5) {
            small();
            code.writeBytes(new byte[] {0x5f});
        } else {
            if (op == 0xf1 || op == 0xf2) pushByte(chance.nextInt(6) == 0 ? 1 : 0);
            if (chance.nextInt(4) == 0) code.write(0x30);
            else pushByte(chance.nextInt(precompiles + 3));
            code.writeBytes(new byte[] {0x62, (byte) chance.nextInt(3), (byte) chance.nextInt(256), 0});
        }
        code.write(op);
    }

    private void small() {
        pushByte(chance.nextInt(chance.nextInt(3) == 0 ? 256 : 33));
    }

    private void pushByte(int value) {
        code.writeBytes(new byte[] {0x60, (byte) value});
    }

    private void push() {
        int size = switch (chance.nextInt(8)) {
            case 0 -> 32;
            case 1 -> 1 + chance.nextInt(32);
            case 2 -> 20;
            default -> 1;
        };
        byte[] value = new byte[size];
        chance.nextBytes(value);
        if (size == 32 && chance.nextBoolean()) Arrays.fill(value, (byte) (chance.nextBoolean() ? 0xff : 0x80));
        code.write(0x5f + size);
        code.writeBytes(value);
    }
}
