package io.polder.evm.network;

import io.polder.contract.Context;
import io.polder.contract.Revert;
import io.polder.evm.SystemContract;
import io.polder.evm.SystemContract.Answer;
import io.polder.evm.word.Address;
import io.polder.protocol.encoding.Malformed;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// The addresses at which contracts reach the network around them: `contracts/Polder.sol` and docs/spec/evm.md, 6. They
/// begin with the letters `Polder` and end with a number.
public final class Network {
    public static final Address READINGS = at(1);
    public static final Address COMMANDS = at(2);
    public static final Address INTERCHAIN = at(3);
    public static final Address CONTRACTS = at(4);
    public static final Address KEY_VALUE = at(5);
    public static final Address DECISIONS = at(6);

    private static final Address FIRST = at(0);

    private Network() {}

    private static Address at(long number) {
        Address letters = Address.hex("0x506f6c6465720000000000000000000000000000");
        return new Address(letters.high(), letters.middle(), number);
    }

    public static boolean isSystem(Address address) {
        return address.high() == FIRST.high()
                && address.middle() == FIRST.middle()
                && address.low() >= READINGS.low()
                && address.low() <= DECISIONS.low();
    }

    /// The contracts by address, at work in whatever context is current when one is called.
    public static Map<Address, SystemContract> contracts(Supplier<Context> context) {
        Map<Address, SystemContract> contracts = new TreeMap<>();
        contracts.put(READINGS, guarded(context, LatestReadings::run));
        contracts.put(COMMANDS, guarded(context, Commands::run));
        contracts.put(INTERCHAIN, guarded(context, Packets::run));
        contracts.put(CONTRACTS, guarded(context, BuiltIns::run));
        contracts.put(KEY_VALUE, guarded(context, KeyValues::run));
        contracts.put(DECISIONS, guarded(context, LatestDecisions::run));
        return contracts;
    }

    /// What one of them does.
    interface Service {
        Answer run(Task task);
    }

    /// Whatever is wrong with the input comes back as a revert with its reason.
    private static SystemContract guarded(Supplier<Context> context, Service service) {
        return call -> {
            Task task = new Task(call, context.get());
            if (!call.value().isZero()) return task.reverted("not-payable: send no value");
            try {
                return service.run(task);
            } catch (Malformed e) {
                return task.reverted("malformed: " + e.getMessage());
            } catch (Revert e) {
                return task.reverted(e.outcome().code() + ": " + e.outcome().detail());
            }
        };
    }
}
