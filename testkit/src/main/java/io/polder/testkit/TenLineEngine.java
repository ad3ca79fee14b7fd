package io.polder.testkit;

import io.polder.contract.Context;
import io.polder.contract.ContractEngine;
import io.polder.protocol.Call;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import java.util.List;

/// The smallest framework that keeps every promise of the port: one contract that sets and gets.
public final class TenLineEngine implements ContractEngine {
    public static final String CONTRACT = "ten-lines";

    @Override
    public String framework() {
        return "ten";
    }

    @Override
    public boolean provides(String contract) {
        return contract.equals(CONTRACT);
    }

    @Override
    public Outcome run(Call call, Context context) {
        boolean known = call instanceof Call.Invoke && (arity(call, "set", 2) || arity(call, "get", 1));
        if (!known) return new Outcome.Reverted("unknown", "expected set(key, value) or get(key)", Bytes.EMPTY);
        List<Cbor> arguments = ((Call.Invoke) call).arguments().asArray();
        Bytes key = arguments.getFirst().encode();
        if (arguments.size() == 2) context.put(key, arguments.get(1).encode());
        return new Outcome.Succeeded(context.get(key).map(Cbor::decode).orElse(Cbor.NULL));
    }

    private static boolean arity(Call call, String method, int count) {
        return call instanceof Call.Invoke invoke
                && invoke.method().equals(method)
                && invoke.arguments() instanceof Cbor.Array array
                && array.items().size() == count;
    }
}
