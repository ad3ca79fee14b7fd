package io.polder.evm;

import io.polder.evm.Interpreter.Signal;
import io.polder.evm.fork.Fork;
import io.polder.evm.state.AccountState;
import io.polder.evm.state.LogEntry;
import io.polder.evm.word.Division;
import io.polder.evm.word.Keccak;
import io.polder.evm.word.Word;
import io.polder.evm.word.Words;
import java.util.ArrayList;
import java.util.List;

/// The opcodes that are not in the loop itself.
final class Operations {
    private final Evm evm;
    private final long[] table;
    private final EnvironmentOperations environment;
    private final StorageOperations storage;
    private final Calls calls;
    private final Division division = new Division();
    private final Arithmetic arithmetic = new Arithmetic();
    private final Keccak keccak = new Keccak();

    Operations(Evm evm, long[] table, Calls calls) {
        this.evm = evm;
        this.table = table;
        this.calls = calls;
        this.environment = new EnvironmentOperations(evm);
        this.storage = new StorageOperations(evm);
    }

    /// The loop met an opcode it cannot simply run: unknown, a stack too low or too high, or one to be traced.
    void trap(Frame f, int op) {
        long entry = table[op];
        if (!OpTable.isDefined(entry)) throw Halt.INVALID_OPCODE;
        if (f.sp < OpTable.least(entry)) throw Halt.STACK_UNDERFLOW;
        if (f.sp > OpTable.greatest(entry)) throw Halt.STACK_OVERFLOW;
        evm.tracer().step(f);
    }

    Signal run(int op, Frame f) {
        long[] s = f.stack;
        int sp = f.sp;
        switch (op) {
            case Op.STOP -> {
                return stop(f);
            }
            case Op.DIV -> division.divide(s, sp);
            case Op.SDIV -> division.divideSigned(s, sp);
            case Op.MOD -> division.remainder(s, sp);
            case Op.SMOD -> division.remainderSigned(s, sp);
            case Op.ADDMOD -> division.addModulo(s, sp + 4);
            case Op.MULMOD -> division.multiplyModulo(s, sp + 4);
            case Op.EXP -> arithmetic.exponentiate(f, s, sp);
            case Op.SIGNEXTEND -> Arithmetic.signExtend(s, sp);
            case Op.BYTE -> Arithmetic.byteAt(s, sp);
            case Op.SAR -> Arithmetic.shiftRightSigned(s, sp);
            case Op.CLZ -> Arithmetic.countLeadingZeros(s, sp - 4);
            case Op.KECCAK256 -> hash(f, s, sp);
            case Op.MSTORE8 -> storeByte(f, s, sp);
            case Op.MCOPY -> copyMemory(f, s, sp);
            case Op.SLOAD -> storage.load(f, s, sp - 4);
            case Op.SSTORE -> storage.store(f, s, sp + 4);
            case Op.TLOAD -> storage.loadTransient(f, s, sp - 4);
            case Op.TSTORE -> storage.storeTransient(f, s, sp + 4);
            case Op.LOG0, Op.LOG0 + 1, Op.LOG0 + 2, Op.LOG0 + 3, Op.LOG4 -> log(f, s, op - Op.LOG0);
            case Op.CALL -> {
                return calls.call(f, Message.Kind.CALL);
            }
            default -> {
                return op < Op.POP ? environment.run(op, f) : runClosing(op, f);
            }
        }
        return Signal.CONTINUE;
    }

    private Signal runClosing(int op, Frame f) {
        return switch (op) {
            case Op.CALLCODE -> calls.call(f, Message.Kind.CALLCODE);
            case Op.DELEGATECALL -> calls.call(f, Message.Kind.DELEGATECALL);
            case Op.STATICCALL -> calls.call(f, Message.Kind.STATICCALL);
            case Op.CREATE -> calls.create(f, Message.Kind.CREATE);
            case Op.CREATE2 -> calls.create(f, Message.Kind.CREATE2);
            case Op.RETURN -> finish(f, Frame.Outcome.SUCCEEDED);
            case Op.REVERT -> finish(f, Frame.Outcome.REVERTED);
            case Op.SELFDESTRUCT -> destruct(f);
            default -> throw new IllegalStateException("opcode " + op + " is in the table but not in the machine");
        };
    }

    private static Signal stop(Frame f) {
        f.outcome = Frame.Outcome.SUCCEEDED;
        return Signal.END;
    }

    private static Signal finish(Frame f, Frame.Outcome outcome) {
        long offset = Words.toLength(f.stack, f.sp + 4), length = Words.toLength(f.stack, f.sp);
        f.expand(offset, length);
        f.output = f.copyOfMemory(offset, length);
        f.outcome = outcome;
        return Signal.END;
    }

    private void hash(Frame f, long[] s, int sp) {
        long offset = Words.toLength(s, sp), length = Words.toLength(s, sp - 4);
        f.charge(Gas.HASH_WORD * Gas.words(length));
        f.expand(offset, length);
        keccak.hash(f.memory, length == 0 ? 0 : (int) offset, (int) length, s, sp - 4);
    }

    private static void storeByte(Frame f, long[] s, int sp) {
        long offset = Words.toLength(s, sp + 4);
        f.expand(offset, 1);
        f.memory[(int) offset] = (byte) s[sp];
    }

    private static void copyMemory(Frame f, long[] s, int sp) {
        long to = Words.toLength(s, sp + 8), from = Words.toLength(s, sp + 4), length = Words.toLength(s, sp);
        f.charge(Gas.COPY_WORD * Gas.words(length));
        f.expand(Math.max(to, from), length);
        if (length > 0) System.arraycopy(f.memory, (int) from, f.memory, (int) to, (int) length);
    }

    private void log(Frame f, long[] s, int topicCount) {
        if (f.isStatic) throw Halt.STATIC;
        int lengthAt = f.sp + 4 * topicCount;
        long offset = Words.toLength(s, lengthAt + 4), length = Words.toLength(s, lengthAt);
        f.charge(Gas.LOG_BYTE * length);
        f.expand(offset, length);
        List<Word> topics = new ArrayList<>(topicCount);
        for (int i = 1; i <= topicCount; i++) topics.add(Word.at(s, lengthAt - 4 * i));
        evm.world().log(new LogEntry(f.self.address(), List.copyOf(topics), f.copyOfMemory(offset, length)));
    }

    private Signal destruct(Frame f) {
        if (f.isStatic) throw Halt.STATIC;
        var world = evm.world();
        AccountState heir = world.account(f.stack, f.sp);
        if (!world.warm(heir)) f.charge(Gas.COLD_ACCOUNT);
        Word balance = f.self.balance();
        if (!balance.isZero() && heir.isEmpty()) f.charge(Gas.NEW_ACCOUNT);
        // Since EIP-6780 an account dies only in the transaction that created it.
        boolean dies = f.self.isCreated() || !evm.fork().has(Fork.CANCUN);
        if (heir != f.self) {
            world.transfer(f.self, heir, balance);
            world.touch(heir);
        } else if (dies) {
            world.setBalance(f.self, Word.ZERO);
        }
        if (dies) world.destruct(f.self);
        if (evm.tracer() != Tracer.NONE) calls.traceDestruct(f, heir, balance);
        return stop(f);
    }
}
