package io.polder.evm;

import io.polder.evm.state.Code;
import io.polder.evm.word.Words;

/// The loop. `run` must stay below 8,000 bytecodes, or HotSpot never compiles it; a test watches over that.
///
/// Before an opcode runs, the stack pointer already stands where it will be after it.
final class Interpreter {
    /// What the loop does after an operation.
    enum Signal {
        CONTINUE,
        /// The frame has ended; its outcome says how.
        END,
        /// The frame one deeper is ready to run.
        ENTER
    }

    private final long[] table;
    private final Operations operations;

    Interpreter(long[] table, Operations operations) {
        this.table = table;
        this.operations = operations;
    }

    /// Runs the frame until it ends or opens another, and answers which.
    Signal run(Frame f) {
        Code code = f.code;
        byte[] bytes = code.padded();
        long[] s = f.stack;
        int pc = f.pc, sp = f.sp;
        long gas = f.gas;
        while (true) {
            int op = bytes[pc++] & 0xff;
            long entry = table[op];
            if (sp < OpTable.least(entry) || sp > OpTable.greatest(entry)) {
                f.save(pc - 1, sp, gas);
                operations.trap(f, op);
            }
            gas -= OpTable.gas(entry);
            if (gas < 0) throw Halt.OUT_OF_GAS;
            sp += OpTable.growth(entry);
            switch (op) {
                case Op.ADD -> Words.add(s, sp);
                case Op.MUL -> Words.multiply(s, sp);
                case Op.SUB -> Words.subtract(s, sp);
                case Op.LT -> Words.set(s, sp - 4, Words.less(s, sp, sp - 4));
                case Op.GT -> Words.set(s, sp - 4, Words.less(s, sp - 4, sp));
                case Op.SLT -> Words.set(s, sp - 4, Words.lessSigned(s, sp, sp - 4));
                case Op.SGT -> Words.set(s, sp - 4, Words.lessSigned(s, sp - 4, sp));
                case Op.EQ -> Words.set(s, sp - 4, Words.equal(s, sp, sp - 4));
                case Op.ISZERO -> Words.set(s, sp - 4, Words.isZero(s, sp - 4));
                case Op.AND -> Arithmetic.and(s, sp);
                case Op.OR -> Arithmetic.or(s, sp);
                case Op.XOR -> Arithmetic.xor(s, sp);
                case Op.NOT -> Arithmetic.not(s, sp - 4);
                case Op.SHL -> Arithmetic.shiftLeft(s, sp);
                case Op.SHR -> Arithmetic.shiftRight(s, sp);
                case Op.CALLDATALOAD -> f.loadInput(s, sp - 4);
                case Op.POP, Op.JUMPDEST -> {}
                case Op.MLOAD -> gas = f.loadWord(s, sp - 4, gas);
                case Op.MSTORE -> gas = f.storeWord(s, sp, gas);
                case Op.JUMP -> pc = target(code, s, sp);
                case Op.JUMPI -> pc = Words.isZero(s, sp) ? pc : target(code, s, sp + 4);
                case Op.PC -> Words.set(s, sp - 4, pc - 1);
                case Op.MSIZE -> Words.set(s, sp - 4, f.memorySize);
                case Op.GAS -> Words.set(s, sp - 4, gas);
                case Op.PUSH0 -> Words.set(s, sp - 4, 0);
                default -> {
                    if ((op & 0xe0) == Op.PUSH1) {
                        Words.readShort(s, sp - 4, bytes, pc, op - Op.PUSH0);
                        pc += op - Op.PUSH0;
                    } else if ((op & 0xf0) == Op.DUP1) {
                        Words.copy(s, sp - 4 * (op - Op.DUP1 + 2), sp - 4);
                    } else if ((op & 0xf0) == Op.SWAP1) {
                        Words.swap(s, sp - 4, sp - 4 * (op - Op.SWAP1 + 2));
                    } else {
                        f.save(pc, sp, gas);
                        Signal signal = operations.run(op, f);
                        if (signal != Signal.CONTINUE) return signal;
                        gas = f.gas;
                    }
                }
            }
        }
    }

    private static int target(Code code, long[] s, int at) {
        long position = Words.toLength(s, at);
        if (!code.isJumpTarget(position)) throw Halt.INVALID_JUMP;
        return (int) position;
    }
}
