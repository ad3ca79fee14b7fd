package io.polder.evm;

import io.polder.evm.fork.Fork;
import java.util.Arrays;

/// What the loop has to know of an opcode before it runs, packed in one long: fixed gas, least and greatest stack,
/// growth.
final class OpTable {
    private static final int STACK_LIMIT = 1024;
    private static final int WORD = 4;
    /// No stack is as high: such an entry always leads to `trap`.
    private static final long NEVER = 0xffff;
    private static final long UNDEFINED = NEVER << 16;

    private final long[] entries = new long[256];

    private OpTable() {
        Arrays.fill(entries, UNDEFINED);
    }

    static long gas(long entry) {
        return entry & 0xffff;
    }

    static int least(long entry) {
        return (int) (entry >>> 16) & 0xffff;
    }

    static int greatest(long entry) {
        return (int) (entry >>> 32) & 0xffff;
    }

    static int growth(long entry) {
        return (int) (entry >> 48);
    }

    static boolean isDefined(long entry) {
        return entry != UNDEFINED;
    }

    static long[] of(Fork fork) {
        OpTable table = new OpTable();
        table.arithmetic();
        table.environment();
        table.stackAndMemory();
        table.calls();
        if (fork.has(Fork.CANCUN)) table.cancun();
        if (fork.has(Fork.OSAKA)) table.set(Op.CLZ, 1, 1, 5);
        return table.entries;
    }

    /// The same table, but every opcode traps, so that a tracer sees each without cost for those who have none.
    static long[] trapping(long[] entries) {
        long[] trapping = entries.clone();
        for (int op = 0; op < trapping.length; op++) trapping[op] |= UNDEFINED;
        return trapping;
    }

    private void arithmetic() {
        set(Op.STOP, 0, 0, 0);
        for (int op : new int[] {Op.ADD, Op.SUB, Op.LT, Op.GT, Op.SLT, Op.SGT, Op.EQ, Op.AND, Op.OR, Op.XOR})
            set(op, 2, 1, 3);
        for (int op : new int[] {Op.BYTE, Op.SHL, Op.SHR, Op.SAR}) set(op, 2, 1, 3);
        for (int op : new int[] {Op.MUL, Op.DIV, Op.SDIV, Op.MOD, Op.SMOD, Op.SIGNEXTEND}) set(op, 2, 1, 5);
        set(Op.ADDMOD, 3, 1, 8);
        set(Op.MULMOD, 3, 1, 8);
        set(Op.EXP, 2, 1, 10);
        set(Op.ISZERO, 1, 1, 3);
        set(Op.NOT, 1, 1, 3);
        set(Op.KECCAK256, 2, 1, 30);
    }

    private void environment() {
        int[] cheap = {
            Op.ADDRESS,
            Op.ORIGIN,
            Op.CALLER,
            Op.CALLVALUE,
            Op.CALLDATASIZE,
            Op.CODESIZE,
            Op.GASPRICE,
            Op.RETURNDATASIZE,
            Op.COINBASE,
            Op.TIMESTAMP,
            Op.NUMBER,
            Op.PREVRANDAO,
            Op.GASLIMIT,
            Op.CHAINID,
            Op.BASEFEE
        };
        for (int op : cheap) set(op, 0, 1, 2);
        for (int op : new int[] {Op.BALANCE, Op.EXTCODESIZE, Op.EXTCODEHASH}) set(op, 1, 1, 0);
        for (int op : new int[] {Op.CALLDATACOPY, Op.CODECOPY, Op.RETURNDATACOPY}) set(op, 3, 0, 3);
        set(Op.CALLDATALOAD, 1, 1, 3);
        set(Op.EXTCODECOPY, 4, 0, 0);
        set(Op.BLOCKHASH, 1, 1, 20);
        set(Op.SELFBALANCE, 0, 1, 5);
    }

    private void stackAndMemory() {
        set(Op.POP, 1, 0, 2);
        set(Op.MLOAD, 1, 1, 3);
        set(Op.MSTORE, 2, 0, 3);
        set(Op.MSTORE8, 2, 0, 3);
        set(Op.SLOAD, 1, 1, 0);
        set(Op.SSTORE, 2, 0, 0);
        set(Op.JUMP, 1, 0, 8);
        set(Op.JUMPI, 2, 0, 10);
        for (int op : new int[] {Op.PC, Op.MSIZE, Op.GAS, Op.PUSH0}) set(op, 0, 1, 2);
        set(Op.JUMPDEST, 0, 0, 1);
        for (int i = 0; i < 32; i++) set(Op.PUSH1 + i, 0, 1, 3);
        for (int i = 0; i < 16; i++) set(Op.DUP1 + i, i + 1, i + 2, 3);
        for (int i = 0; i < 16; i++) set(Op.SWAP1 + i, i + 2, i + 2, 3);
        for (int i = 0; i <= 4; i++) set(Op.LOG0 + i, i + 2, 0, 375 + 375 * i);
    }

    private void calls() {
        set(Op.CREATE, 3, 1, 32000);
        set(Op.CREATE2, 4, 1, 32000);
        set(Op.CALL, 7, 1, 0);
        set(Op.CALLCODE, 7, 1, 0);
        set(Op.DELEGATECALL, 6, 1, 0);
        set(Op.STATICCALL, 6, 1, 0);
        set(Op.RETURN, 2, 0, 0);
        set(Op.REVERT, 2, 0, 0);
        set(Op.SELFDESTRUCT, 1, 0, 5000);
    }

    private void cancun() {
        set(Op.BLOBHASH, 1, 1, 3);
        set(Op.BLOBBASEFEE, 0, 1, 2);
        set(Op.TLOAD, 1, 1, 100);
        set(Op.TSTORE, 2, 0, 100);
        set(Op.MCOPY, 3, 0, 3);
    }

    private void set(int op, int pops, int pushes, int gas) {
        long greatest = (long) WORD * (STACK_LIMIT - Math.max(0, pushes - pops));
        entries[op] = gas | (long) pops * WORD << 16 | greatest << 32 | (long) (pushes - pops) * WORD << 48;
    }
}
