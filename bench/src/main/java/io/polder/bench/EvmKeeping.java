package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.evm.word.Address;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/// What it costs to keep contracts: memory for those that nobody calls, and processor time for a slot that changes in a
/// contract of few slots and in one of many.
final class EvmKeeping implements Measurement {
    /// Until then the city's caches fill, which have their bounds.
    private static final int FIRST = 20_000;

    private static final int MORE = 30_000;
    private static final int A_BLOCK = 40;
    private static final int FEW = 1_000;
    private static final int MANY = 300_000;
    private static final int TOUCHED = 500;
    private static final int ROUNDS = 40;
    private static final Pattern ROW =
            Pattern.compile("^ *[0-9]+: +[0-9]+ +([0-9]+) +(?!\\[Ljdk\\.internal\\.vm\\.FillerElement)");

    @Override
    public List<Figure> measure(Setting setting) {
        return List.of(idle(setting), slots(setting));
    }

    private static Figure idle(Setting setting) {
        setting.say("evm_idle_contract: deploying " + (FIRST + MORE) + " tokens");
        EvmStore city = new EvmStore(setting.folder().resolve("evm-idle"));
        long before;
        long after;
        try (city) {
            Address mint = city.create(EvmWork.contract("Mint"));
            deploy(city, mint, FIRST);
            before = living();
            deploy(city, mint, MORE);
            after = living();
        }
        double disk = city.onDisk() / (double) (FIRST + MORE);
        ObjectNode conditions = Conditions.of(
                        setting,
                        "bytes of living objects for each further ERC-20 that nobody calls",
                        "what the ledger's files take for each",
                        "ratio 0.1: contracts at rest are on disk alone")
                .put("contracts", MORE)
                .put("contracts_before", FIRST)
                .put("living_before_kb", before >> 10)
                .put("living_after_kb", after >> 10);
        return new Figure("evm_idle_contract", Math.max(0, after - before) / (double) MORE, "bytes", disk, conditions);
    }

    private static void deploy(EvmStore city, Address mint, int count) {
        for (int done = 0; done < count; done += A_BLOCK) city.call(mint, EvmWork.make(A_BLOCK));
    }

    /// Bytes of all living objects, as the virtual machine counts them, without what its collector fills gaps with.
    private static long living() {
        try {
            String table = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return table.lines()
                    .map(ROW::matcher)
                    .filter(Matcher::find)
                    .mapToLong(row -> Long.parseLong(row.group(1)))
                    .sum();
        } catch (JMException e) {
            throw new IllegalStateException("this virtual machine does not count its objects", e);
        }
    }

    private static Figure slots(Setting setting) {
        setting.say("evm_slot: filling contracts of " + FEW + " and " + MANY + " slots");
        try (EvmStore city = new EvmStore(setting.folder().resolve("evm-slots"))) {
            Address few = filled(city, FEW);
            List<Double> alone = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) alone.add(touch(city, round, few, FEW));
            Address many = filled(city, MANY);
            List<Double> ofFew = new ArrayList<>();
            List<Double> ofMany = new ArrayList<>();
            for (int round = ROUNDS; round < 2 * ROUNDS; round++) {
                ofFew.add(touch(city, round, few, FEW));
                ofMany.add(touch(city, round, many, MANY));
            }
            ObjectNode conditions = Conditions.of(
                            setting,
                            "processor time of a changed slot in a contract of many slots, all that a city does for it",
                            "the same in a contract of few slots of the same state, in turns",
                            "ratio 1 to 2: the size of the contract does not count")
                    .put("slots_of_many", MANY)
                    .put("slots_of_few", FEW)
                    .put("changed_a_block", TOUCHED)
                    .put("blocks", ROUNDS)
                    .put("few_before_there_were_many_us", Figure.rounded(mean(alone)));
            return new Figure("evm_slot", mean(ofMany), "us", mean(ofFew), conditions);
        }
    }

    private static Address filled(EvmStore city, int slots) {
        Address contract = city.create(EvmWork.contract("Slots"));
        for (int from = 0; from < slots; from += TOUCHED) city.call(contract, EvmWork.fill(from, TOUCHED));
        return contract;
    }

    /// Microseconds of the whole process for each slot that changed.
    private static double touch(EvmStore city, int seed, Address contract, int slots) {
        long start = Cpu.processNanos();
        city.call(contract, EvmWork.touch(seed, TOUCHED, slots));
        return (Cpu.processNanos() - start) / 1e3 / TOUCHED;
    }

    /// The system counts processor time in steps that are long beside one block.
    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(each -> each).average().orElseThrow();
    }
}
