package io.polder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.polder.ledger.Store.Durability;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.tree.Ics23;
import io.polder.protocol.tree.StateKey;
import io.polder.protocol.tree.StateProof;
import io.polder.protocol.tree.StateProof.Absence;
import io.polder.protocol.tree.StateProof.Existence;
import io.polder.protocol.tree.StateProof.Step;
import io.polder.protocol.tree.Version;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// State proofs written as ICS-23 must convince verifiers that know the proof spec and nothing else.
class Ics23ExportTest {
    private static final Bytes SPEC = Ics23.spec();

    /// A statement to be judged: there under a value hash, or missing.
    private record Claim(Hash root, Hash key, Optional<Hash> value, Bytes proof) {
        boolean holds() {
            Ics23Verifier.Spec spec = Ics23Verifier.spec(SPEC);
            return value.isPresent()
                    ? Ics23Verifier.member(
                            proof, spec, root.bytes(), key.bytes(), value.get().bytes())
                    : Ics23Verifier.missing(proof, spec, root.bytes(), key.bytes());
        }

        String line() {
            return (value.isPresent() ? "exist " : "absent ") + root + " " + key + " "
                    + value.map(Hash::toHex).orElse("-") + " " + proof;
        }
    }

    private static StateAt state(int size) {
        MemoryStore store = new MemoryStore();
        StateTree tree = new StateTree(store, Bytes.EMPTY);
        TreeMap<StateKey, Write> changes = new TreeMap<>();
        for (int i = 0; i < size; i++)
            changes.put(slot(i), new Write(new Version(1, i), Optional.of(Bytes.utf8("value " + i))));
        Batch batch = new Batch();
        tree.apply(1, changes, batch);
        store.write(batch, Durability.BUFFERED);
        return tree.at(1).orElseThrow();
    }

    private static List<Claim> claims(int size) {
        StateAt state = state(size);
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < Math.min(2 * size, 400); i++) {
            StateKey slot = slot(i % 2 == 0 ? i / 2 : size + i);
            StateProof proof = state.prove(slot);
            Optional<Hash> value = state.get(slot).map(held -> held.hash());
            claims.add(claim(slot.hash(), value, proof, state.root()));
        }
        return claims;
    }

    private static StateKey slot(int number) {
        return new StateKey(Bytes.utf8("kv"), Bytes.utf8("key " + number));
    }

    private static List<Claim> trueClaims() {
        List<Claim> claims = new ArrayList<>();
        for (int size : List.of(1, 2, 3, 4, 17, 256, 5_000)) claims.addAll(claims(size));
        return claims;
    }

    /// Claims that say the opposite, at another root, of another key, or with a part of the proof changed.
    private static List<Claim> falseClaims() {
        Random random = new Random(7);
        List<Claim> claims = new ArrayList<>();
        StateAt state = state(256);
        Hash root = state.root();
        for (int i = 128; i < 384; i++) {
            Hash key = slot(i).hash();
            Optional<Hash> value = state.get(slot(i)).map(held -> held.hash());
            StateProof proof = state.prove(key);
            claims.add(claim(key, value, proof, key));
            claims.add(claim(slot(7).hash(), value, proof, root));
            claims.add(claim(key, value.isPresent() ? Optional.empty() : Optional.of(key), proof, root));
            for (StateProof wrong : broken(proof, state, random)) claims.add(claim(key, value, wrong, root));
            if (value.isPresent()) claims.add(claim(key, Optional.empty(), aroundIt(key, state), root));
        }
        return claims;
    }

    private static Claim claim(Hash key, Optional<Hash> value, StateProof proof, Hash root) {
        return new Claim(root, key, value, Ics23.proof(proof).orElseThrow());
    }

    private static List<StateProof> broken(StateProof proof, StateAt state, Random random) {
        return switch (proof) {
            case Existence(Hash key, Hash value, List<Step> path) -> {
                List<StateProof> wrong = new ArrayList<>();
                wrong.add(new Existence(key, flip(value, random), path));
                int at = random.nextInt(path.size());
                Step step = path.get(at);
                wrong.add(with(proof, at, List.of(new Step(step.depth(), flip(step.sibling(), random)))));
                wrong.add(with(proof, at, List.of()));
                if (at == 0) wrong.add(with(proof, at, List.of(new Step(200, step.sibling()), step)));
                yield wrong;
            }
            case Absence(Hash key, Optional<Existence> left, Optional<Existence> right) -> {
                Optional<Existence> further = left.map(near -> aroundIt(near.key(), state))
                        .filter(around -> around.left().isPresent())
                        .flatMap(Absence::left);
                List<StateProof> wrong = new ArrayList<>();
                if (further.isPresent()) wrong.add(new Absence(key, further, right));
                if (left.isPresent() && right.isPresent()) {
                    wrong.add(new Absence(key, left, Optional.empty()));
                    wrong.add(new Absence(key, Optional.empty(), right));
                    wrong.add(new Absence(key, right, left));
                }
                yield wrong;
            }
        };
    }

    private static Existence with(StateProof proof, int at, List<Step> steps) {
        Existence existence = (Existence) proof;
        List<Step> path = new ArrayList<>(existence.path());
        path.remove(at);
        path.addAll(at, steps);
        return new Existence(existence.key(), existence.value(), path);
    }

    /// The neighbours of a key that is there, said to have nothing between them.
    private static Absence aroundIt(Hash key, StateAt state) {
        Absence before = (Absence) state.prove(next(key, -1));
        Absence after = (Absence) state.prove(next(key, 1));
        return new Absence(key, before.left(), after.right());
    }

    private static Hash next(Hash key, int step) {
        byte[] bytes = key.bytes().toArray();
        int at = 31;
        for (bytes[at] += (byte) step; bytes[at] == (step < 0 ? -1 : 0); bytes[at] += (byte) step) at--;
        return new Hash(Bytes.wrap(bytes));
    }

    private static Hash flip(Hash hash, Random random) {
        byte[] bytes = hash.bytes().toArray();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return new Hash(Bytes.wrap(bytes));
    }

    @Test
    void a_verifier_of_the_standard_accepts_what_is_true_and_nothing_else() {
        assertThat(trueClaims()).allMatch(Claim::holds);
        assertThat(falseClaims()).noneMatch(Claim::holds);
    }

    @Test
    void npm_confio_ics23_accepts_what_is_true_and_nothing_else() throws Exception {
        Path work = Files.createDirectories(Path.of("target", "ics23").toAbsolutePath());
        for (String file : List.of("package.json", "package-lock.json", "check.js"))
            Files.write(work.resolve(file), Files.readAllBytes(Path.of("src/test/ics23", file)));
        assumeTrue(run(work, "npm", "--version").ended(), "skipped: npm is not installed, it runs @confio/ics23");
        Result install = run(work, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        assumeTrue(install.code == 0, "skipped: npm could not fetch @confio/ics23: " + install.output);

        assertThat(judge(work, trueClaims())).containsOnly("accepted");
        assertThat(judge(work, falseClaims())).containsOnly("refused");
    }

    private static List<String> judge(Path work, List<Claim> claims) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        lines.add("spec " + SPEC);
        claims.forEach(claim -> lines.add(claim.line()));
        Files.write(work.resolve("claims.txt"), lines);
        Result result = run(work, "node", "check.js", "claims.txt");
        assertThat(result.code).as(result.output).isZero();
        List<String> judged = result.output.lines().toList();
        assertThat(judged).hasSameSizeAs(claims);
        return judged;
    }

    private record Result(int code, String output) {
        boolean ended() {
            return code == 0;
        }
    }

    private static Result run(Path folder, String... command) throws IOException, InterruptedException {
        File output = folder.resolve(command[0] + ".out").toFile();
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
        } catch (IOException absent) {
            return new Result(-1, absent.getMessage());
        }
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return new Result(-1, "no end after 120 seconds");
        }
        return new Result(process.exitValue(), Files.readString(output.toPath()));
    }
}
