package io.polder.evm;

import io.polder.evm.state.WorldState;
import io.polder.evm.word.Words;

/// Storage, lasting and transient, priced by EIP-2929, EIP-2200 and EIP-3529.
final class StorageOperations {
    private static final int CURRENT = 0;
    private static final int ORIGINAL = 4;
    private static final int UPDATED = 8;

    private final Evm evm;
    /// Current, original and new value of the slot at hand.
    private final long[] values = new long[12];

    StorageOperations(Evm evm) {
        this.evm = evm;
    }

    void load(Frame f, long[] s, int at) {
        WorldState world = evm.world();
        int slot = world.slot(f.self, s, at);
        f.charge(world.warmSlot(f.self, slot) ? Gas.WARM_ACCESS : Gas.COLD_SLOT);
        world.loadSlot(f.self, slot, s, at);
    }

    /// The key is at `top`, the value below.
    void store(Frame f, long[] s, int top) {
        if (f.isStatic) throw Halt.STATIC;
        if (f.gas <= Gas.SSTORE_SENTRY) throw Halt.OUT_OF_GAS;
        WorldState world = evm.world();
        int slot = world.slot(f.self, s, top);
        if (!world.warmSlot(f.self, slot)) f.charge(Gas.COLD_SLOT);
        world.loadSlot(f.self, slot, values, CURRENT);
        world.loadOriginal(f.self, slot, values, ORIGINAL);
        System.arraycopy(s, top - 4, values, UPDATED, 4);
        if (Words.equal(values, CURRENT, UPDATED)) {
            f.charge(Gas.WARM_ACCESS);
            return;
        }
        if (Words.equal(values, ORIGINAL, CURRENT)) {
            f.charge(Words.isZero(values, ORIGINAL) ? Gas.SLOT_SET : Gas.SLOT_RESET);
        } else {
            f.charge(Gas.WARM_ACCESS);
        }
        long refund = refund();
        if (refund != 0) world.addRefund(refund);
        world.storeSlot(f.self, slot, s, top - 4);
    }

    void loadTransient(Frame f, long[] s, int at) {
        evm.world().loadTransient(f.self, s, at);
    }

    void storeTransient(Frame f, long[] s, int top) {
        if (f.isStatic) throw Halt.STATIC;
        evm.world().storeTransient(f.self, s, top, top - 4);
    }

    private long refund() {
        boolean originalIsZero = Words.isZero(values, ORIGINAL);
        boolean clears = Words.isZero(values, UPDATED);
        if (Words.equal(values, ORIGINAL, CURRENT)) return !originalIsZero && clears ? Gas.SLOT_CLEAR_REFUND : 0;
        long refund = 0;
        if (!originalIsZero) {
            if (Words.isZero(values, CURRENT)) refund -= Gas.SLOT_CLEAR_REFUND;
            else if (clears) refund += Gas.SLOT_CLEAR_REFUND;
        }
        if (Words.equal(values, ORIGINAL, UPDATED)) {
            refund += (originalIsZero ? Gas.SLOT_SET : Gas.SLOT_RESET) - Gas.WARM_ACCESS;
        }
        return refund;
    }
}
