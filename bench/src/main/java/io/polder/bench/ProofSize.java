package io.polder.bench;

import io.polder.chain.Chain;
import io.polder.chain.Proving;
import io.polder.chain.Settlement;
import io.polder.cli.Failure;
import io.polder.node.Providers;
import io.polder.protocol.Genesis;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.proof.Finding;
import io.polder.protocol.proof.Proof;
import io.polder.protocol.proof.ProofFile;
import io.polder.protocol.signature.Signatures;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.Deflater;

/// The bytes of a proof of one reading of a frame of 100, and how long it takes to check.
final class ProofSize implements Measurement {
    private static final int INDEX = 41;
    private static final int CHECKS = 500;
    private static final Duration CERTIFIED = Duration.ofSeconds(60);

    @Override
    public List<Figure> measure(Setting setting) {
        setting.say("proof: founding four cities");
        try (Town town = Town.found(setting.folder().resolve("proof"))) {
            Crowd crowd = Crowd.of(town.network, 4);
            town.enrol(crowd.enrolments(town.network, true));
            setting.say("proof: measuring");
            Settlement.Final done = town.submit(0, crowd.frame(0, Crowd.READINGS_PER_FRAME));
            Proof proof = prove(town.chain(0), done);
            return List.of(figure(setting, proof, town.network.genesis()));
        }
    }

    private static Proof prove(Chain chain, Settlement.Final done) {
        AtomicReference<Proof> proven = new AtomicReference<>();
        Town.until("the reading is certified", CERTIFIED, () -> {
            if (chain.proveReading(done.id(), INDEX) instanceof Proving.Proven found) proven.set(found.proof());
            return proven.get() != null;
        });
        return proven.get();
    }

    private static Figure figure(Setting setting, Proof proof, Genesis genesis) {
        Bytes compact = ProofFile.compact(proof).encode();
        Bytes whole = ProofFile.of(proof, genesis).encode();
        Signatures signatures = Providers.signatures();
        var threads = ManagementFactory.getThreadMXBean();
        long spent = 0;
        long cpu = 0;
        for (int i = 0; i < 2 * CHECKS; i++) {
            long begun = System.nanoTime();
            long cpuBegun = threads.getCurrentThreadCpuTime();
            Finding finding = ProofFile.decode(compact).check(genesis, signatures);
            if (!(finding instanceof Finding.Holds)) throw new Failure(1, "the proof does not hold: " + finding, "");
            if (i < CHECKS) continue;
            spent += System.nanoTime() - begun;
            cpu += threads.getCurrentThreadCpuTime() - cpuBegun;
        }
        return new Figure(
                "proof",
                proof.encode().size(),
                "bytes",
                deflated(proof.encode()),
                Conditions.of(
                                setting,
                                "proof of one reading of a frame of 100, in CBOR, without the genesis",
                                "the same bytes deflated: what it holds that is no repetition",
                                "1500 bytes, check 1 ms")
                        .put("with_genesis", whole.size())
                        .put(
                                "json",
                                ProofFile.compact(proof).toJson().toString().length())
                        .put(
                                "signatures_of_cities",
                                proof.certificate().signatures().size())
                        .put("check_cpu_ms", Figure.rounded(cpu / 1e6 / CHECKS))
                        .put("check_ms", Figure.rounded(spent / 1e6 / CHECKS)));
    }

    private static int deflated(Bytes bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            deflater.setInput(bytes.shared());
            deflater.finish();
            return deflater.deflate(new byte[2 * bytes.size()]);
        } finally {
            deflater.end();
        }
    }
}
