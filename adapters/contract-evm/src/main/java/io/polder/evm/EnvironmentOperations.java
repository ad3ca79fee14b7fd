package io.polder.evm;

import io.polder.evm.Interpreter.Signal;
import io.polder.evm.state.AccountState;
import io.polder.evm.state.Code;
import io.polder.evm.word.Word;
import io.polder.evm.word.Words;

/// The opcodes 0x30 to 0x4a: what a contract asks of its call, of other accounts and of the block.
final class EnvironmentOperations {
    private static final int HASHES_KEPT = 256;

    private final Evm evm;

    EnvironmentOperations(Evm evm) {
        this.evm = evm;
    }

    Signal run(int op, Frame f) {
        long[] s = f.stack;
        int at = f.sp - 4;
        switch (op) {
            case Op.ADDRESS -> f.self.address().putTo(s, at);
            case Op.BALANCE -> account(f, at).balance().putTo(s, at);
            case Op.ORIGIN -> evm.environment().origin().putTo(s, at);
            case Op.CALLER -> f.caller.putTo(s, at);
            case Op.CALLVALUE -> f.value.putTo(s, at);
            case Op.CALLDATASIZE -> Words.set(s, at, f.inputLength);
            case Op.CALLDATACOPY -> copy(f, f.input, f.inputOffset, f.inputLength);
            case Op.CODESIZE -> Words.set(s, at, f.code.length());
            case Op.CODECOPY -> copy(f, f.code.padded(), 0, f.code.length());
            case Op.GASPRICE -> evm.environment().gasPrice().putTo(s, at);
            case Op.EXTCODESIZE -> Words.set(s, at, account(f, at).code().length());
            case Op.EXTCODECOPY -> copyExternal(f);
            case Op.RETURNDATASIZE -> Words.set(s, at, f.returnData.length);
            case Op.RETURNDATACOPY -> copyReturned(f);
            case Op.EXTCODEHASH -> hashExternal(f, at);
            case Op.SELFBALANCE -> f.self.balance().putTo(s, at);
            case Op.CHAINID -> evm.environment().chainId().putTo(s, at);
            case Op.BLOBHASH -> blobHash(s, at);
            default -> block(op, s, at);
        }
        return Signal.CONTINUE;
    }

    private void block(int op, long[] s, int at) {
        BlockContext block = evm.environment().block();
        switch (op) {
            case Op.BLOCKHASH -> blockHash(block, s, at);
            case Op.COINBASE -> block.beneficiary().putTo(s, at);
            case Op.TIMESTAMP -> Words.set(s, at, block.time());
            case Op.NUMBER -> Words.set(s, at, block.number());
            case Op.PREVRANDAO -> block.prevRandao().putTo(s, at);
            case Op.GASLIMIT -> Words.set(s, at, block.gasLimit());
            case Op.BASEFEE -> block.fees().base().putTo(s, at);
            case Op.BLOBBASEFEE -> block.fees().blob().putTo(s, at);
            default -> throw new IllegalStateException("opcode " + op + " is in the table but not in the machine");
        }
    }

    private AccountState account(Frame f, int at) {
        AccountState account = evm.world().account(f.stack, at);
        f.charge(Gas.account(evm.world().warm(account)));
        return account;
    }

    private static void copy(Frame f, byte[] source, int base, int sourceLength) {
        long[] s = f.stack;
        long to = Words.toLength(s, f.sp + 8), from = Words.toLength(s, f.sp + 4), length = Words.toLength(s, f.sp);
        f.charge(Gas.COPY_WORD * Gas.words(length));
        f.expand(to, length);
        if (length > 0) f.copyToMemory((int) to, (int) length, source, base, sourceLength, from);
    }

    private void copyExternal(Frame f) {
        Code code = account(f, f.sp + 12).code();
        copy(f, code.padded(), 0, code.length());
    }

    private static void copyReturned(Frame f) {
        long from = Words.toLength(f.stack, f.sp + 4), length = Words.toLength(f.stack, f.sp);
        if (from + length > f.returnData.length) throw Halt.RETURN_DATA;
        copy(f, f.returnData, 0, f.returnData.length);
    }

    private void hashExternal(Frame f, int at) {
        AccountState account = account(f, at);
        Word hash = account.isEmpty() ? Word.ZERO : account.code().hash();
        hash.putTo(f.stack, at);
    }

    private void blockHash(BlockContext block, long[] s, int at) {
        long number = Words.toLong(s, at);
        boolean kept = number < block.number() && number >= block.number() - HASHES_KEPT;
        (kept ? evm.environment().hashes().hash(number) : Word.ZERO).putTo(s, at);
    }

    private void blobHash(long[] s, int at) {
        var hashes = evm.environment().blobHashes();
        long index = Words.toLength(s, at);
        (index < hashes.size() ? hashes.get((int) index) : Word.ZERO).putTo(s, at);
    }
}
