package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/// The EVM beside geth, in turns on the same machine, what it costs to keep contracts, and transfers through the whole
/// network.
final class EvmFigures implements Measurement {
    private static final int ROUNDS = 12;

    /// What both machines do.
    private record Work(
            String name, String unit, String what, ToDoubleFunction<EvmWork> ours, ToDoubleFunction<GethWork> geths) {}

    private static final List<Work> WORK = List.of(
            new Work(
                    "evm_loop",
                    "Mgas/cpu-s",
                    "a Solidity loop of 150,000 squares",
                    e -> e.megagas(EvmWork.SQUARES),
                    g -> g.megagas(EvmWork.SQUARES)),
            new Work(
                    "evm_keccak",
                    "Mgas/cpu-s",
                    "a chain of 60,000 Keccak-256 hashes",
                    e -> e.megagas(EvmWork.HASHES),
                    g -> g.megagas(EvmWork.HASHES)),
            new Work(
                    "evm_erc20",
                    "transfers/cpu-s",
                    "ERC-20 transfers, each a transaction; geth pays for libevm's JSON as well",
                    EvmWork::transfers,
                    GethWork::transfers));

    @Override
    public List<Figure> measure(Setting setting) {
        EvmWork ours = new EvmWork();
        try (GethWork geth = new GethWork()) {
            List<Figure> alone =
                    WORK.stream().map(work -> figure(setting, work, ours, geth)).toList();
            List<Figure> kept = new EvmKeeping().measure(setting);
            List<Figure> network = new EvmNetwork().measure(setting);
            return Stream.of(alone, kept, network).flatMap(List::stream).toList();
        }
    }

    /// The best of the rounds of each, which take turns: the first ones only warm up.
    private static Figure figure(Setting setting, Work work, EvmWork ours, GethWork geth) {
        setting.say(work.name + ": " + work.what);
        double best = 0;
        double geths = 0;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.max(best, work.ours.applyAsDouble(ours));
            geths = Math.max(geths, work.geths.applyAsDouble(geth));
        }
        ObjectNode conditions = Conditions.of(
                setting, work.what, "geth 1.13 as a library (libevm), in turns with ours", "ratio 1 and more");
        return new Figure(work.name, best, work.unit, geths, conditions.put("rounds", ROUNDS));
    }
}
