package io.polder.evm.state;

import io.polder.evm.word.Address;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import java.util.Arrays;
import java.util.Optional;

/// Code of a contract with its jump table, made once; immutable but for what is computed late.
public final class Code {
    public static final Code NONE = new Code(new byte[0], Account.NO_CODE);

    private static final int JUMPDEST = 0x5b;
    private static final int PUSH1 = 0x60;
    private static final int PUSH32 = 0x7f;
    /// Behind the end lies STOP, and a push may read its whole operand.
    private static final int PADDING = 34;

    private static final byte[] DELEGATION_PREFIX = {(byte) 0xef, 0x01, 0x00};

    private final byte[] padded;
    private final int length;
    private Word hash;
    private long[] jumpTable;

    private Code(byte[] bytes, Word hash) {
        this.padded = Arrays.copyOf(bytes, bytes.length + PADDING);
        this.length = bytes.length;
        this.hash = hash;
    }

    public static Code of(byte[] bytes) {
        return bytes.length == 0 ? NONE : new Code(bytes, null);
    }

    /// Code whose hash is known already.
    public static Code of(byte[] bytes, Word hash) {
        return bytes.length == 0 ? NONE : new Code(bytes, hash);
    }

    /// The designator of EIP-7702 that lets an account run the code of another.
    public static Code delegationTo(Address target) {
        byte[] designator = Arrays.copyOf(DELEGATION_PREFIX, DELEGATION_PREFIX.length + Address.BYTES);
        System.arraycopy(target.toBytes(), 0, designator, DELEGATION_PREFIX.length, Address.BYTES);
        return of(designator);
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /// The code with STOP and zeros behind it; not to be changed.
    public byte[] padded() {
        return padded;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(padded, length);
    }

    public Word hash() {
        if (hash == null) hash = Keccak.hash(padded, 0, length);
        return hash;
    }

    /// Where a delegation designator points, empty for any other code.
    public Optional<Address> delegate() {
        if (length != DELEGATION_PREFIX.length + Address.BYTES) return Optional.empty();
        if (!Arrays.equals(padded, 0, DELEGATION_PREFIX.length, DELEGATION_PREFIX, 0, DELEGATION_PREFIX.length)) {
            return Optional.empty();
        }
        return Optional.of(Address.of(Arrays.copyOfRange(padded, DELEGATION_PREFIX.length, length)));
    }

    public boolean isJumpTarget(long position) {
        if (position >= length) return false;
        if (jumpTable == null) jumpTable = findJumpTargets();
        return (jumpTable[(int) position >> 6] >>> position & 1) != 0;
    }

    private long[] findJumpTargets() {
        long[] table = new long[(length >> 6) + 1];
        for (int i = 0; i < length; i++) {
            int opcode = padded[i] & 0xff;
            if (opcode == JUMPDEST) table[i >> 6] |= 1L << i;
            else if (opcode >= PUSH1 && opcode <= PUSH32) i += opcode - PUSH1 + 1;
        }
        return table;
    }
}
