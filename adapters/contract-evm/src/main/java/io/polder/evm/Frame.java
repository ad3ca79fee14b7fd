package io.polder.evm;

import io.polder.evm.state.AccountState;
import io.polder.evm.state.Code;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.evm.word.Words;
import java.util.Arrays;

/// One running contract. Frames lie in an array by depth and are used again, so depth never rests on the Java stack.
final class Frame implements Step {
    static final byte[] NOTHING = {};

    /// Growing memory to this size costs 34 billion gas, more than any block has.
    private static final int MEMORY_MAX = 128 << 20;
    /// A frame that used more gives its buffer back.
    private static final int MEMORY_KEPT = 256 << 10;

    final int depth;
    final long[] stack = new long[4 * 1024];
    byte[] memory = new byte[1024];
    int memorySize;
    Code code;
    int pc;
    int sp;
    long gas;

    Message.Kind kind;
    /// Whose storage it is; `codeAddress` is another one in a delegate call.
    AccountState self;
    Address codeAddress;
    Address caller;
    Word value;
    byte[] input;
    int inputOffset;
    int inputLength;
    boolean isStatic;

    /// Where this frame's changes begin, and where its caller wants the answer.
    int mark;
    int answerOffset;
    int answerLength;

    byte[] returnData;
    byte[] output;
    Outcome outcome;
    HaltReason haltReason;

    /// How the frame ended.
    enum Outcome {
        RUNNING,
        SUCCEEDED,
        REVERTED,
        HALTED
    }

    Frame(int depth) {
        this.depth = depth;
    }

    /// Makes the frame ready for a new message; the caller then sets who, what and where.
    void reset(Message.Kind newKind, long newGas) {
        kind = newKind;
        gas = newGas;
        pc = 0;
        sp = 0;
        memorySize = 0;
        if (memory.length > MEMORY_KEPT) memory = new byte[1024];
        code = Code.NONE;
        returnData = NOTHING;
        output = NOTHING;
        outcome = Outcome.RUNNING;
        haltReason = null;
    }

    /// Prepares the creation of an account.
    void open(AccountState created, Address creator, Word endowment, byte[] initCode) {
        self = created;
        codeAddress = created.address();
        caller = creator;
        value = endowment;
        isStatic = false;
        code = Code.of(initCode);
        input(NOTHING, 0, 0);
    }

    void input(byte[] bytes, int offset, int length) {
        input = bytes;
        inputOffset = offset;
        inputLength = length;
    }

    byte[] copyOfInput() {
        return inputLength == 0 ? NOTHING : Arrays.copyOfRange(input, inputOffset, inputOffset + inputLength);
    }

    void save(int atPc, int atSp, long atGas) {
        pc = atPc;
        sp = atSp;
        gas = atGas;
    }

    void charge(long amount) {
        gas -= amount;
        if (gas < 0) throw Halt.OUT_OF_GAS;
    }

    /// Charges for memory up to `offset + length`, which must be lengths, and grows it.
    void expand(long offset, long length) {
        if (length != 0 && offset + length > memorySize) gas = grow(offset + length, gas);
    }

    void halt(HaltReason reason) {
        outcome = Outcome.HALTED;
        haltReason = reason;
        gas = 0;
        output = NOTHING;
    }

    long loadWord(long[] s, int at, long atGas) {
        long offset = Words.toLength(s, at);
        long rest = offset + 32 > memorySize ? grow(offset + 32, atGas) : atGas;
        Words.read(s, at, memory, (int) offset);
        return rest;
    }

    long storeWord(long[] s, int at, long atGas) {
        long offset = Words.toLength(s, at + 4);
        long rest = offset + 32 > memorySize ? grow(offset + 32, atGas) : atGas;
        Words.write(s, at, memory, (int) offset);
        return rest;
    }

    void loadInput(long[] s, int at) {
        long offset = Words.toLength(s, at);
        if (offset + 32 <= inputLength) {
            Words.read(s, at, input, inputOffset + (int) offset);
        } else if (offset >= inputLength) {
            Words.set(s, at, 0);
        } else {
            byte[] padded = new byte[32];
            System.arraycopy(input, inputOffset + (int) offset, padded, 0, inputLength - (int) offset);
            Words.read(s, at, padded, 0);
        }
    }

    /// Copies from a source that ends after `sourceLength` bytes from `base`; what lies behind reads as zero.
    void copyToMemory(int to, int length, byte[] source, int base, int sourceLength, long from) {
        int available = from >= sourceLength ? 0 : (int) Math.min(length, sourceLength - from);
        if (available > 0) System.arraycopy(source, base + (int) from, memory, to, available);
        Arrays.fill(memory, to + available, to + length, (byte) 0);
    }

    byte[] copyOfMemory(long offset, long length) {
        return length == 0 ? NOTHING : Arrays.copyOfRange(memory, (int) offset, (int) (offset + length));
    }

    Execution execution() {
        return switch (outcome) {
            case SUCCEEDED -> new Execution.Succeeded(gas, output);
            case REVERTED -> new Execution.Reverted(gas, output);
            case HALTED -> new Execution.Halted(haltReason);
            case RUNNING -> throw new IllegalStateException("frame " + depth + " is still running");
        };
    }

    Message message() {
        boolean borrowed = kind == Message.Kind.DELEGATECALL || kind == Message.Kind.CALLCODE;
        byte[] data = kind.creates() ? code.toBytes() : copyOfInput();
        return new Message(kind, borrowed ? self.address() : caller, codeAddress, value, data, gas);
    }

    private long grow(long end, long atGas) {
        long words = end + 31 >> 5;
        if (words > MEMORY_MAX >> 5) throw Halt.OUT_OF_GAS;
        long rest = atGas - (memoryCost(words) - memoryCost(memorySize >> 5));
        if (rest < 0) throw Halt.OUT_OF_GAS;
        int size = (int) words << 5;
        if (size > memory.length) memory = Arrays.copyOf(memory, Math.max(size, 2 * memory.length));
        Arrays.fill(memory, memorySize, size, (byte) 0);
        memorySize = size;
        return rest;
    }

    private static long memoryCost(long words) {
        return 3 * words + words * words / 512;
    }

    @Override
    public int pc() {
        return pc;
    }

    @Override
    public int opcode() {
        return code.padded()[pc] & 0xff;
    }

    @Override
    public long gas() {
        return gas;
    }

    @Override
    public int depth() {
        return depth;
    }

    @Override
    public Address contract() {
        return self.address();
    }

    @Override
    public int stackSize() {
        return sp / 4;
    }

    @Override
    public Word stack(int fromTop) {
        if (fromTop < 0 || fromTop >= stackSize()) throw new IndexOutOfBoundsException("stack item " + fromTop);
        return Word.at(stack, sp - 4 - 4 * fromTop);
    }

    @Override
    public byte[] memory() {
        return Arrays.copyOf(memory, memorySize);
    }

    @Override
    public byte[] returnData() {
        return returnData;
    }
}
