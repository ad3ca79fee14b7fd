package io.polder.contract;

import io.polder.protocol.Call;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/// Runs the built-in contracts behind the same port as every other framework.
public final class BuiltInEngine implements ContractEngine {
    public static final String FRAMEWORK = "builtin";
    private static final long CALL_GAS = 1_000;

    private final Map<String, BuiltInContract> contracts = new TreeMap<>();

    public BuiltInEngine(Collection<? extends BuiltInContract> contracts) {
        for (BuiltInContract contract : contracts)
            if (this.contracts.put(contract.name(), contract) != null)
                throw new IllegalStateException("two built-in contracts named " + contract.name());
    }

    @Override
    public String framework() {
        return FRAMEWORK;
    }

    @Override
    public boolean provides(String contract) {
        return contracts.containsKey(contract);
    }

    @Override
    public Outcome run(Call call, Context context) {
        BuiltInContract contract = contracts.get(call.contract());
        if (!(call instanceof Call.Invoke invoke) || contract == null)
            return new Outcome.Reverted("not-deployable", "built-in contracts are only invoked", Bytes.EMPTY);
        context.charge(CALL_GAS);
        try {
            return new Outcome.Succeeded(contract.run(invoke.method(), invoke.arguments(), context));
        } catch (Malformed e) {
            return new Outcome.Reverted("malformed", String.valueOf(e.getMessage()), Bytes.EMPTY);
        } catch (Revert e) {
            return e.outcome();
        }
    }
}
