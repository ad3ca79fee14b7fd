package io.polder.evm.ledger;

import io.polder.evm.Step;
import io.polder.evm.Tracer;
import io.polder.evm.word.Address;
import io.polder.evm.word.Word;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes down every opcode, as geth's struct logger does. The cost of a call is what it took in the end, not what it
/// was given.
final class StructTracer implements Tracer {
    /// Steps and bytes of stack and memory that are written down; what comes after is left out.
    static final int STEPS_MAX = 200_000;

    static final int BYTES_MAX = 64 << 20;
    private static final int SLOAD = 0x54;
    private static final int SSTORE = 0x55;

    /// What of each step is wanted.
    record Options(boolean stack, boolean memory, boolean storage, long limit) {}

    private final Options options;
    private final List<Line> lines = new ArrayList<>();
    private final Map<Integer, Line> open = new HashMap<>();
    private final Map<Address, Map<Word, Word>> storages = new TreeMap<>();
    private long bytes;

    StructTracer(Options options) {
        this.options = options;
    }

    private static final class Line {
        final int pc;
        final int opcode;
        final int depth;
        final long gas;
        long cost;
        List<Cbor> stack = List.of();
        Bytes memory = Bytes.EMPTY;
        Map<Word, Word> storage = Map.of();
        Address contract;
        Word loaded;

        Line(Step step) {
            this.pc = step.pc();
            this.opcode = step.opcode();
            this.depth = step.depth();
            this.gas = step.gas();
        }

        Cbor toCbor() {
            List<Cbor> pairs = new ArrayList<>();
            storage.forEach((key, value) ->
                    pairs.add(Cbor.array(Cbor.of(Bytes.wrap(key.toBytes())), Cbor.of(Bytes.wrap(value.toBytes())))));
            return Cbor.array(
                    Cbor.of(pc),
                    Cbor.of(opcode),
                    Cbor.of(gas),
                    Cbor.of(Math.max(0, cost)),
                    Cbor.of(depth + 1),
                    Cbor.array(stack),
                    Cbor.of(memory),
                    Cbor.array(pairs));
        }
    }

    @Override
    public void step(Step step) {
        Line before = open.remove(step.depth());
        if (before != null) close(before, step);
        open.keySet().removeIf(depth -> depth > step.depth());
        long limit = options.limit > 0 ? Math.min(options.limit, STEPS_MAX) : STEPS_MAX;
        if (lines.size() >= limit || bytes > BYTES_MAX) return;
        Line line = new Line(step);
        if (options.stack) line.stack = stack(step);
        if (options.memory) line.memory = Bytes.wrap(step.memory());
        bytes += line.memory.size() + 32L * line.stack.size();
        if (options.storage) store(line, step);
        lines.add(line);
        open.put(step.depth(), line);
    }

    private void close(Line before, Step now) {
        before.cost = before.gas - now.gas();
        if (before.loaded != null) note(before, before.loaded, now.stack(0));
    }

    private void store(Line line, Step step) {
        line.contract = step.contract();
        if (line.opcode == SLOAD) line.loaded = step.stack(0);
        if (line.opcode == SSTORE) note(line, step.stack(0), step.stack(1));
    }

    private void note(Line line, Word key, Word value) {
        Map<Word, Word> storage = storages.computeIfAbsent(line.contract, c -> new TreeMap<>());
        storage.put(key, value);
        line.storage = new TreeMap<>(storage);
        bytes += 64L * storage.size();
    }

    private static List<Cbor> stack(Step step) {
        List<Cbor> words = new ArrayList<>();
        for (int i = step.stackSize() - 1; i >= 0; i--)
            words.add(Cbor.of(Bytes.wrap(step.stack(i).toDigits())));
        return words;
    }

    Cbor toCbor() {
        return Cbor.array(lines.stream().map(Line::toCbor).toList());
    }
}
