package io.polder.evm;

import io.polder.evm.Interpreter.Signal;
import io.polder.evm.fork.Fork;
import io.polder.evm.precompile.Input;
import io.polder.evm.precompile.Precompile;
import io.polder.evm.state.AccountState;
import io.polder.evm.state.Code;
import io.polder.evm.state.WorldState;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.evm.word.Words;
import java.util.Optional;

/// Opens and closes frames: calls, creations, precompiled and system contracts.
final class Calls {
    private static final byte CODE_FORBIDDEN = (byte) 0xef;

    private final Evm evm;

    Calls(Evm evm) {
        this.evm = evm;
    }

    /// The four call opcodes; the last four operands lie at the same places in each.
    Signal call(Frame f, Message.Kind kind) {
        long[] s = f.stack;
        int sp = f.sp;
        WorldState world = evm.world();
        boolean hasValue = kind == Message.Kind.CALL || kind == Message.Kind.CALLCODE;
        int top = hasValue ? sp + 20 : sp + 16;
        boolean pays = hasValue && !Words.isZero(s, sp + 12);
        if (f.isStatic && pays && kind == Message.Kind.CALL) throw Halt.STATIC;
        AccountState target = world.account(s, top - 4);
        f.charge(Gas.account(world.warm(target)));
        f.expand(Words.toLength(s, sp + 8), Words.toLength(s, sp + 4));
        f.expand(Words.toLength(s, sp), Words.toLength(s, sp - 4));
        if (pays) f.charge(Gas.CALL_VALUE);
        if (pays && kind == Message.Kind.CALL && target.isEmpty()) f.charge(Gas.NEW_ACCOUNT);
        Code code = resolve(f, target);
        long gas = Math.min(f.gas - f.gas / 64, Words.toLong(s, top));
        f.gas -= gas;
        if (pays) gas += Gas.CALL_STIPEND;
        f.returnData = Frame.NOTHING;
        Word value = hasValue ? Word.at(s, sp + 12) : Word.ZERO;
        if (f.depth >= Gas.DEPTH_MAX || pays && f.self.balance().compareTo(value) < 0) {
            f.gas += gas;
            Words.set(s, sp - 4, 0);
            return Signal.CONTINUE;
        }
        Frame child = evm.frame(f.depth + 1);
        child.reset(kind, gas);
        child.code = code;
        wire(f, child, target, value);
        if (start(child)) return Signal.ENTER;
        resume(f, child);
        return Signal.CONTINUE;
    }

    Signal create(Frame f, Message.Kind kind) {
        if (f.isStatic) throw Halt.STATIC;
        long[] s = f.stack;
        boolean salted = kind == Message.Kind.CREATE2;
        int valueAt = salted ? f.sp + 8 : f.sp + 4;
        long offset = Words.toLength(s, valueAt - 4), length = Words.toLength(s, valueAt - 8);
        f.expand(offset, length);
        if (length > Gas.INIT_CODE_BYTES_MAX) throw Halt.INIT_CODE_TOO_LARGE;
        f.charge((Gas.INIT_CODE_WORD + (salted ? Gas.HASH_WORD : 0)) * Gas.words(length));
        f.returnData = Frame.NOTHING;
        Word value = Word.at(s, valueAt);
        long nonce = f.self.nonce();
        if (f.depth >= Gas.DEPTH_MAX || f.self.balance().compareTo(value) < 0 || nonce == -1) {
            Words.set(s, f.sp - 4, 0);
            return Signal.CONTINUE;
        }
        byte[] initCode = f.copyOfMemory(offset, length);
        Address creator = f.self.address();
        Address created = salted
                ? ContractAddress.of(creator, Word.at(s, f.sp - 4), initCode)
                : ContractAddress.of(creator, nonce);
        long gas = f.gas - f.gas / 64;
        f.gas -= gas;
        evm.world().setNonce(f.self, nonce + 1);
        Frame child = evm.frame(f.depth + 1);
        child.reset(kind, gas);
        child.open(evm.world().account(created), creator, value, initCode);
        if (startCreation(child)) return Signal.ENTER;
        resume(f, child);
        return Signal.CONTINUE;
    }

    /// The code an account runs, its delegate's if it has one (EIP-7702), reached at a price.
    private Code resolve(Frame f, AccountState target) {
        Code code = target.code();
        if (!evm.fork().has(Fork.PRAGUE)) return code;
        return code.delegate()
                .map(address -> {
                    AccountState delegate = evm.world().account(address);
                    f.charge(Gas.account(evm.world().warm(delegate)));
                    return delegateCode(delegate);
                })
                .orElse(code);
    }

    /// A delegate that is precompiled counts as empty code.
    Code delegateCode(AccountState delegate) {
        return evm.precompiles().contains(delegate.address()) ? Code.NONE : delegate.code();
    }

    private static void wire(Frame f, Frame child, AccountState target, Word value) {
        long[] s = f.stack;
        int sp = f.sp;
        Message.Kind kind = child.kind;
        boolean ownStorage = kind == Message.Kind.CALL || kind == Message.Kind.STATICCALL;
        child.codeAddress = target.address();
        child.self = ownStorage ? target : f.self;
        child.caller = kind == Message.Kind.DELEGATECALL ? f.caller : f.self.address();
        child.value = kind == Message.Kind.DELEGATECALL ? f.value : value;
        child.isStatic = f.isStatic || kind == Message.Kind.STATICCALL;
        int inputLength = (int) Words.toLength(s, sp + 4);
        child.input(f.memory, inputLength == 0 ? 0 : (int) Words.toLength(s, sp + 8), inputLength);
        child.answerLength = (int) Words.toLength(s, sp - 4);
        child.answerOffset = child.answerLength == 0 ? 0 : (int) Words.toLength(s, sp);
    }

    /// Answers whether there is code to run; if not, the frame has ended.
    boolean start(Frame child) {
        WorldState world = evm.world();
        child.mark = world.mark();
        if (evm.tracer() != Tracer.NONE) evm.tracer().enter(child.message());
        if (child.kind == Message.Kind.CALL) {
            world.transfer(world.account(child.caller), child.self, child.value);
            world.touch(child.self);
        } else if (child.kind == Message.Kind.STATICCALL) {
            world.touch(child.self);
        }
        Optional<Precompile> precompile = evm.precompiles().find(child.codeAddress);
        Optional<SystemContract> system =
                precompile.isEmpty() ? evm.systemContract(child.codeAddress) : Optional.empty();
        if (precompile.isPresent()) run(precompile.get(), child);
        else if (system.isPresent()) run(system.get(), child);
        else if (child.code.isEmpty()) child.outcome = Frame.Outcome.SUCCEEDED;
        else return true;
        complete(child);
        return false;
    }

    boolean startCreation(Frame child) {
        WorldState world = evm.world();
        world.warm(child.self);
        child.mark = world.mark();
        if (evm.tracer() != Tracer.NONE) evm.tracer().enter(child.message());
        if (world.isOccupied(child.self)) {
            child.halt(HaltReason.ADDRESS_OCCUPIED);
            complete(child);
            return false;
        }
        world.create(child.self);
        world.setNonce(child.self, 1);
        world.transfer(world.account(child.caller), child.self, child.value);
        return true;
    }

    /// Settles a frame that has ended: deploys what it created, or takes back what it did.
    void complete(Frame child) {
        if (child.outcome == Frame.Outcome.SUCCEEDED && child.kind.creates()) deploy(child);
        if (child.outcome != Frame.Outcome.SUCCEEDED) evm.world().revertTo(child.mark);
        if (evm.tracer() != Tracer.NONE) evm.tracer().exit(child.execution());
    }

    /// Hands the answer of an ended frame to the one that opened it.
    void resume(Frame f, Frame child) {
        boolean succeeded = child.outcome == Frame.Outcome.SUCCEEDED;
        f.gas += child.gas;
        if (child.kind.creates()) {
            f.returnData = succeeded ? Frame.NOTHING : child.output;
            if (succeeded) child.self.address().putTo(f.stack, f.sp - 4);
            else Words.set(f.stack, f.sp - 4, 0);
            return;
        }
        f.returnData = child.output;
        int length = Math.min(child.answerLength, child.output.length);
        if (length > 0) System.arraycopy(child.output, 0, f.memory, child.answerOffset, length);
        Words.set(f.stack, f.sp - 4, succeeded);
    }

    void traceDestruct(Frame f, AccountState heir, Word balance) {
        evm.tracer()
                .enter(new Message(
                        Message.Kind.SELFDESTRUCT, f.self.address(), heir.address(), balance, Frame.NOTHING, 0));
        evm.tracer().exit(new Execution.Succeeded(0, Frame.NOTHING));
    }

    private void deploy(Frame child) {
        byte[] code = child.output;
        long price = (long) Gas.CODE_BYTE * code.length;
        if (code.length > Gas.CODE_BYTES_MAX) child.halt(HaltReason.CODE_TOO_LARGE);
        else if (code.length > 0 && code[0] == CODE_FORBIDDEN) child.halt(HaltReason.CODE_STARTS_WITH_EF);
        else if (child.gas < price) child.halt(HaltReason.OUT_OF_GAS);
        else {
            child.gas -= price;
            evm.world().setCode(child.self, Code.of(code));
        }
    }

    private static void run(Precompile precompile, Frame child) {
        Input input = new Input(child.input, child.inputOffset, child.inputLength);
        long price = precompile.gas(input);
        if (price > child.gas) {
            child.halt(HaltReason.OUT_OF_GAS);
            return;
        }
        child.gas -= price;
        precompile
                .run(input)
                .ifPresentOrElse(output -> succeed(child, output), () -> child.halt(HaltReason.PRECOMPILE_FAILED));
    }

    private void run(SystemContract contract, Frame child) {
        // It acts for who calls it, and a delegate would act for somebody else.
        if (child.kind != Message.Kind.CALL && child.kind != Message.Kind.STATICCALL) {
            child.halt(HaltReason.PRECOMPILE_FAILED);
            return;
        }
        var call = new SystemContract.Call(
                child.caller, child.value, child.copyOfInput(), child.gas, child.isStatic, evm.world());
        switch (contract.call(call)) {
            case SystemContract.Answer.Returned(byte[] output, long used)
            when used <= child.gas -> {
                child.gas -= used;
                succeed(child, output);
            }
            case SystemContract.Answer.Reverted(byte[] output, long used)
            when used <= child.gas -> {
                child.gas -= used;
                child.output = output;
                child.outcome = Frame.Outcome.REVERTED;
            }
            case SystemContract.Answer.Failed() -> child.halt(HaltReason.PRECOMPILE_FAILED);
            case SystemContract.Answer.Returned _, SystemContract.Answer.Reverted _ ->
                child.halt(HaltReason.OUT_OF_GAS);
        }
    }

    private static void succeed(Frame child, byte[] output) {
        child.output = output;
        child.outcome = Frame.Outcome.SUCCEEDED;
    }
}
