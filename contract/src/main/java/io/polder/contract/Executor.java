package io.polder.contract;

import io.polder.ledger.Overlay;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Domain;
import io.polder.protocol.Limits;
import io.polder.protocol.Origin;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.StateKey;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Runs calls by the framework that each contract belongs to, on a scratch state that keeps or drops each one whole.
public final class Executor {
    /// Who asks, and as whose word.
    public record Request(Hash transaction, Address sender, Origin origin, Call call, long gasLimit) {}

    /// Where a chain stands while it runs a block: what it sees of the authority chain and of its own headers, and who
    /// may do what.
    public record Setting(Domain domain, Limits limits, StateReader authority, Headers headers, Rights rights) {
        public Setting(Domain domain, Limits limits, StateReader authority, Headers headers) {
            this(domain, limits, authority, headers, Rights.OPEN);
        }

        public Setting(Domain domain, Limits limits, StateReader authority) {
            this(domain, limits, authority, Headers.NONE);
        }
    }

    /// The state at work: what may be changed, and what only queries see.
    public record Desk(Overlay overlay, Archive archive) {}

    static final Bytes REGISTRY = Bytes.utf8("contracts");

    private final List<ContractEngine> engines;

    public Executor(List<ContractEngine> engines) {
        this.engines = List.copyOf(engines);
    }

    public List<String> frameworks() {
        return engines.stream().map(ContractEngine::framework).toList();
    }

    public Execution run(Request request, Context.Moment moment, Setting setting, Desk desk) {
        Meter meter = new Meter(request.gasLimit(), setting.limits());
        Outcome outcome;
        try {
            Run run = new Run(this, request, moment, setting, desk, meter);
            outcome = call(run, request.sender(), request.call(), 0);
        } catch (OutOfGas e) {
            outcome = new Outcome.Exhausted(request.gasLimit());
        }
        // What did not succeed has been taken out of the meter, but for what its engine keeps on purpose.
        return new Execution(outcome, meter.used(), meter.events(), meter.index());
    }

    /// What all calls of one transaction share.
    record Run(Executor executor, Request request, Context.Moment moment, Setting setting, Desk desk, Meter meter) {}

    Outcome call(Run run, Address caller, Call call, int depth) {
        if (depth > Meter.DEPTH_MAX)
            return new Outcome.Reverted("too-deep", "calls nest at most " + Meter.DEPTH_MAX + " deep", Bytes.EMPTY);
        Optional<ContractEngine> engine = engine(run, call);
        if (engine.isEmpty()) {
            String what = call instanceof Call.Deploy deploy ? "framework " + deploy.framework() : call.contract();
            return new Outcome.Reverted("unknown-contract", "this chain has no " + what, Bytes.EMPTY);
        }
        return onTrial(run, engine.get(), () -> {
            Outcome outcome = engine.get().run(call, new CallContext(run, caller, call.contract(), depth));
            if (depth == 0) bound(run, outcome);
            if (outcome.succeeded() && call instanceof Call.Deploy deploy)
                run.desk()
                        .overlay()
                        .put(new StateKey(REGISTRY, Bytes.utf8(deploy.contract())), Bytes.utf8(deploy.framework()));
            return outcome;
        });
    }

    /// The result of a transaction stays in its receipt for ever; that of a query only goes to who asked. One that is
    /// too large takes back what the call did, whatever its engine would keep of a failure.
    private static void bound(Run run, Outcome outcome) {
        long max = run.setting().limits().valueBytes();
        boolean query = run.desk().archive() != Archive.CLOSED;
        if (!query
                && outcome instanceof Outcome.Succeeded(Cbor result)
                && result.encode().size() > max)
            throw new Revert("result-too-large", "a transaction returns at most " + max + " bytes: ask by a query");
    }

    /// Keeps what the call wrote if its engine says so, which is if it succeeds, and drops it if it does not or is left
    /// by a revert or by running out of gas.
    private static Outcome onTrial(Run run, ContractEngine engine, Supplier<Outcome> call) {
        Overlay overlay = run.desk().overlay();
        Ground.Announced announced = run.meter().mark();
        boolean good = false;
        overlay.begin();
        try {
            Outcome outcome = call.get();
            good = engine.keeps(outcome);
            return outcome;
        } catch (Revert e) {
            return e.outcome();
        } finally {
            if (good) overlay.keep();
            else {
                overlay.drop();
                run.meter().undo(announced);
            }
        }
    }

    private Optional<ContractEngine> engine(Run run, Call call) {
        if (call instanceof Call.Deploy deploy)
            return engines.stream()
                    .filter(e -> e.framework().equals(deploy.framework()))
                    .findFirst();
        Optional<ContractEngine> provider =
                engines.stream().filter(e -> e.provides(call.contract())).findFirst();
        if (provider.isPresent()) return provider;
        return run.desk()
                .overlay()
                .get(REGISTRY, Bytes.utf8(call.contract()))
                .flatMap(name -> engines.stream()
                        .filter(e -> e.framework().equals(name.value().toUtf8()))
                        .findFirst());
    }
}
