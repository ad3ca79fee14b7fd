package io.polder.evm.ledger;

import io.polder.evm.Execution;
import io.polder.evm.Message;
import io.polder.evm.Tracer;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Writes down the calls, each within the one that made it, as geth's call tracer does.
final class CallTracer implements Tracer {
    /// Calls that are written down; what comes after is left out.
    static final int CALLS_MAX = 20_000;

    private static final class Call {
        final Message message;
        final List<Cbor> calls = new ArrayList<>();

        Call(Message message) {
            this.message = message;
        }
    }

    private final boolean topOnly;
    private final Deque<Call> open = new ArrayDeque<>();
    private Cbor top = Cbor.NULL;
    private int count;

    CallTracer(boolean topOnly) {
        this.topOnly = topOnly;
    }

    @Override
    public void enter(Message message) {
        open.push(new Call(message));
        count++;
    }

    @Override
    public void exit(Execution execution) {
        Call call = open.pop();
        if (open.isEmpty()) top = toCbor(call, execution);
        else if (!topOnly && count <= CALLS_MAX) open.peek().calls.add(toCbor(call, execution));
    }

    /// [kind, from, to, value, gas, gas used, input, output, error, calls]
    private static Cbor toCbor(Call call, Execution execution) {
        Message message = call.message;
        String error = switch (execution) {
            case Execution.Succeeded _ -> "";
            case Execution.Reverted _ -> "execution reverted";
            case Execution.Halted(var reason) -> Transactions.text(reason).replace('-', ' ');
        };
        return Cbor.array(
                Cbor.of(message.kind().name()),
                Cbor.of(Bytes.wrap(message.caller().toBytes())),
                Cbor.of(Bytes.wrap(message.target().toBytes())),
                Cbor.of(Bytes.wrap(message.value().toDigits())),
                Cbor.of(message.gas()),
                Cbor.of(Math.max(0, message.gas() - execution.gasLeft())),
                Cbor.of(Bytes.of(message.input())),
                Cbor.of(Bytes.of(execution.output())),
                Cbor.of(error),
                Cbor.array(call.calls));
    }

    Cbor toCbor() {
        return top;
    }
}
