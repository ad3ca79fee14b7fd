package io.polder.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.node.Providers;
import io.polder.protocol.Transaction;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.Signatures;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/// Individually signed transactions in a second: 1,000 bare keys each save 200 bytes under new keys.
final class Signed implements Measurement {
    private static final int SENDERS = 1_000;
    private static final int SIGNED_PER_SECOND = 6_000;
    private static final int CEILING_MS = 2_000;

    @Override
    public List<Figure> measure(Setting setting) {
        Path folder = setting.folder().resolve("signed");
        setting.say("signed: founding four cities");
        try (Town town = Town.found(folder)) {
            Crowd crowd = Crowd.of(town.network, SENDERS);
            int count = setting.total() * SIGNED_PER_SECOND;
            setting.say("signed: signing " + count + " transactions beforehand");
            try (Load load = Load.sign(folder.resolve("load"), count, crowd::saves)) {
                IntConsumer check = check(crowd);
                Ceiling before = Ceiling.of(CEILING_MS, check);
                setting.say("signed: measuring for " + setting.total() + " s");
                Drive.Count run = new Drive(town, load, setting).run();
                Ceiling ceiling = before.and(Ceiling.of(CEILING_MS, check));
                return List.of(figure(setting, load, run, ceiling));
            }
        }
    }

    private static IntConsumer check(Crowd crowd) {
        Signatures signatures = Providers.signatures();
        List<CoseSign1> signed = IntStream.range(0, SENDERS)
                .mapToObj(i -> ((Transaction.Cose) crowd.saves(i)).signed())
                .toList();
        return i -> {
            CoseSign1 each = signed.get(i % SENDERS);
            signatures.check(crowd.key(i % SENDERS).publicKey(), each.toBeSigned(), each.signature());
        };
    }

    private static Figure figure(Setting setting, Load load, Drive.Count run, Ceiling ceiling) {
        ObjectNode conditions = Conditions.of(
                setting,
                "Ed25519 signed kv saves of 200 bytes under new keys, final at the city that took them",
                "signature checks a second on all cores, before and after the run, divided by four cities",
                "ratio 0.4, then 0.6");
        conditions
                .put("senders", SENDERS)
                .put("bytes_each", Figure.rounded(load.bytesEach()))
                .put("checks_a_second_all_cores", Figure.rounded(ceiling.perSecond()));
        return new Figure(
                "signed", run.perSecond(), "tx/s", ceiling.shared(), Driven.conditions(conditions, run, ceiling));
    }
}
