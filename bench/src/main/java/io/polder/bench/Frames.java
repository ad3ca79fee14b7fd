package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.node.Providers;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.Signatures;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;

/// Readings in a second in frames that 1,000 things sign with keys of their own, 100 readings each.
final class Frames implements Measurement {
    private static final int THINGS = 1_000;
    private static final int SIGNED_PER_SECOND = 1_200;
    private static final int CEILING_MS = 2_000;

    @Override
    public List<Figure> measure(Setting setting) {
        Path folder = setting.folder().resolve("frames");
        setting.say("frames: founding four cities");
        try (Town town = Town.found(folder)) {
            Crowd crowd = Crowd.of(town.network, THINGS);
            setting.say("frames: enrolling " + THINGS + " things");
            town.enrol(crowd.enrolments(town.network, true));
            int count = setting.total() * SIGNED_PER_SECOND;
            setting.say("frames: signing " + count + " frames beforehand");
            try (Load load = Load.sign(folder.resolve("load"), count, i -> crowd.frame(i, Crowd.READINGS_PER_FRAME))) {
                IntConsumer work = work(crowd, load);
                Ceiling before = Ceiling.of(CEILING_MS, work);
                setting.say("frames: measuring for " + setting.total() + " s");
                Drive.Count run = new Drive(town, load, setting).run();
                Ceiling ceiling = before.and(Ceiling.of(CEILING_MS, work));
                return List.of(figure(setting, load, run, ceiling));
            }
        }
    }

    /// What each city cannot leave undone: to read a frame, compare its Merkle root, and check its signature.
    private static IntConsumer work(Crowd crowd, Load load) {
        Signatures signatures = Providers.signatures();
        List<Bytes> sample = Ceiling.sample(load, THINGS);
        return i -> {
            int number = i % sample.size();
            Transaction.DeviceFrame frame = (Transaction.DeviceFrame) Transaction.decode(sample.get(number));
            signatures.check(
                    crowd.key(number % crowd.size()).publicKey(),
                    frame.signed().toBeSigned(),
                    frame.signed().signature());
        };
    }

    private static Figure figure(Setting setting, Load load, Drive.Count run, Ceiling ceiling) {
        ObjectNode conditions = Conditions.of(
                setting,
                "readings in frames of 100, each signed by its thing, final at the city that took them",
                "frames read, their Merkle root compared and their signature checked on all cores, before and after"
                        + " the run, divided by four cities, times 100",
                "50000 readings/s, then 100000");
        conditions.put("things", THINGS).put("bytes_each", Figure.rounded(load.bytesEach()));
        return new Figure(
                "frames",
                run.perSecond() * Crowd.READINGS_PER_FRAME,
                "readings/s",
                ceiling.shared() * Crowd.READINGS_PER_FRAME,
                Driven.conditions(conditions, run, ceiling));
    }
}
