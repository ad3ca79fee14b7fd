package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.node.Providers;
import io.polder.protocol.Address;
import io.polder.protocol.Domain;
import io.polder.protocol.Founding;
import io.polder.protocol.Frame;
import io.polder.protocol.Lane;
import io.polder.protocol.Reading;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Readings in a second that come unsigned through the device door and go on in batches that the city signs.
final class Batches implements Measurement {
    private static final int THINGS = 400;
    private static final int READINGS = 100;
    private static final int CEILING_MS = 2_000;

    private record Sight(long readings, long blocks, Cpu cpu) {}

    @Override
    public List<Figure> measure(Setting setting) {
        Path folder = setting.folder().resolve("batches");
        setting.say("batches: founding four cities");
        try (Town town = Town.found(folder)) {
            Crowd crowd = Crowd.of(town.network, THINGS);
            setting.say("batches: enrolling " + THINGS + " things without keys");
            town.enrol(crowd.enrolments(town.network, false));
            IntConsumer work = work();
            Ceiling before = Ceiling.of(CEILING_MS, work);
            setting.say("batches: measuring for " + setting.total() + " s");
            AtomicLong done = new AtomicLong();
            AtomicLong failed = new AtomicLong();
            AtomicBoolean ended = new AtomicBoolean();
            List<Thread> devices = IntStream.range(0, THINGS)
                    .mapToObj(i -> new Device(town, i, READINGS, done, failed, ended))
                    .map(d -> Thread.ofPlatform().daemon().start(d))
                    .toList();
            pause(setting.warmUp());
            Sight first = new Sight(done.get(), town.blocks(), Cpu.now(devices));
            pause(setting.seconds());
            Sight last = new Sight(done.get(), town.blocks(), Cpu.now(devices));
            ended.set(true);
            devices.forEach(Threads::join);
            Ceiling ceiling = before.and(Ceiling.of(CEILING_MS, work));
            return List.of(figure(setting, first, last, failed.get(), ceiling));
        }
    }

    private static void pause(int seconds) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end) LockSupport.parkNanos(end - System.nanoTime());
    }

    /// What each city cannot leave undone: to read a full batch, compare its Merkle root, and check its signature.
    private static IntConsumer work() {
        SigningKey key = Crowd.key();
        Signatures signatures = Providers.signatures();
        List<Bytes> readings = new ArrayList<>();
        for (int i = 0; i < Frame.READINGS_MAX; i++)
            readings.add(new Reading(
                            Optional.of(Crowd.thing(i % THINGS)),
                            "pm10",
                            Optional.of("ug/m3"),
                            new Reading.Value.Quantity(BigDecimal.valueOf(i, 1)),
                            i * 1_000L)
                    .encode());
        Bytes wire = Transaction.sign(
                        new Frame(
                                new Domain(io.polder.protocol.encoding.Hash.ZERO, Founding.PUBLIC_CHAIN),
                                Address.city("hamburg"),
                                new Lane(0, 1),
                                new Window(0, 1),
                                readings),
                        key)
                .wire();
        return i -> {
            Transaction.DeviceFrame frame = (Transaction.DeviceFrame) Transaction.decode(wire);
            signatures.check(
                    key.publicKey(), frame.signed().toBeSigned(), frame.signed().signature());
        };
    }

    private static Figure figure(Setting setting, Sight first, Sight last, long failed, Ceiling ceiling) {
        Cpu spent = last.cpu.since(first.cpu);
        long readings = last.readings - first.readings;
        ObjectNode conditions = Conditions.of(
                setting,
                "readings in SenML JSON packs of 100 over the HTTP device door, acknowledged when final, in batches"
                        + " signed by the city",
                "batches of 1000 readings read, their Merkle root compared and their signature checked on all cores,"
                        + " before and after the run, divided by four cities, times 1000",
                "50000 readings/s, then 100000");
        conditions
                .put("things", THINGS)
                .put("door", "HTTP, one connection and one message in flight for each thing")
                .put("readings", readings)
                .put("failed_messages", failed)
                .put("blocks", last.blocks - first.blocks)
                .put(
                        "cpu_us_per_reading_all_cities",
                        Figure.rounded(spent.citySeconds() * 1e6 / Math.max(1, readings)));
        return new Figure(
                "batches",
                readings / spent.seconds(),
                "readings/s",
                ceiling.shared() * Frame.READINGS_MAX,
                Conditions.with(conditions, spent));
    }
}
