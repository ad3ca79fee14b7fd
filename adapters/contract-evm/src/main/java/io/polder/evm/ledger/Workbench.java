package io.polder.evm.ledger;

import io.polder.contract.Context;
import io.polder.evm.BlockContext;
import io.polder.evm.BlockContext.BlockFees;
import io.polder.evm.BlockHashes;
import io.polder.evm.Evm;
import io.polder.evm.Tracer;
import io.polder.evm.TransactionProcessor;
import io.polder.evm.fork.Fork;
import io.polder.evm.network.Network;
import io.polder.evm.precompile.Precompiles;
import io.polder.evm.secp256k1.Secp256k1;
import io.polder.evm.state.CodeCache;
import io.polder.evm.state.StateReader;
import io.polder.evm.state.WorldState;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Hash;
import java.util.function.Predicate;

/// A machine with its frames and codes, and the context that it works in just now; for one thread at a time.
final class Workbench {
    private static final long MS_PER_S = 1_000;

    private final Evm evm;
    private final Secp256k1 curve;
    private final CodeCache codes;
    private final long seed;
    private Context context;

    Workbench(Fork fork, EvmRules rules, Tracer tracer) {
        this(fork, rules, tracer, new CodeCache());
    }

    private Workbench(Fork fork, EvmRules rules, Tracer tracer, CodeCache codes) {
        this.curve = rules.curve();
        this.codes = codes;
        this.seed = rules.seed();
        this.evm = new Evm(fork, Precompiles.of(fork, rules.curve()), Network.contracts(() -> context), tracer);
    }

    Workbench in(Context now) {
        context = now;
        return this;
    }

    Fork fork() {
        return evm.fork();
    }

    TransactionProcessor processor() {
        return new TransactionProcessor(evm, ChainNumber.word(context.domain()), curve);
    }

    WorldState world(StateReader state) {
        Predicate<Address> warm = evm::isAlwaysWarm;
        return new WorldState(state, codes, warm, seed);
    }

    /// The block at work. Its random word is the parent's hash, which everybody can foresee.
    BlockContext block() {
        return block(context.moment().height(), context.moment().time());
    }

    BlockContext block(long height, long time) {
        return new BlockContext(
                height,
                time / MS_PER_S,
                context.limits().block().gas(),
                Address.ZERO,
                hash(height - 1),
                BlockFees.NONE);
    }

    BlockHashes hashes() {
        return this::hash;
    }

    private Word hash(long height) {
        return context.ground()
                .header(height)
                .map(Hash::bytes)
                .map(bytes -> Word.of(bytes.shared()))
                .orElse(Word.ZERO);
    }
}
