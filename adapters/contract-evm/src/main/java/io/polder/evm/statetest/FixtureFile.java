package io.polder.evm.statetest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/// A file of official tests, recognised by the shape of what is in it; an unknown shape is a failure.
final class FixtureFile {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /// The one test that takes minutes: 2^32 rounds of BLAKE2.
    private static final String LONG_TEST = "Blake2f_MaxRounds";

    private final Path file;
    private final String name;
    private final Machines machines;
    private final boolean withLong;
    private final Tally tally = new Tally();

    FixtureFile(Path file, String name, Machines machines, boolean withLong) {
        this.file = file;
        this.name = name;
        this.machines = machines;
        this.withLong = withLong;
    }

    Tally run() {
        tally.file();
        try {
            JsonNode root = MAPPER.readTree(file.toFile());
            if (root == null || !root.isObject() || root.isEmpty()) fail(name, "expected an object of tests");
            else root.properties().forEach(entry -> run(name + " " + entry.getKey(), entry.getValue()));
        } catch (IOException unreadable) {
            fail(name, unreadable.getMessage());
        }
        return tally;
    }

    private void run(String test, JsonNode node) {
        if (node.has("post") && node.has("transaction") && node.has("pre")) runStates(test, node);
        else if (node.has("result") && node.has("txbytes")) runTransactions(test, node);
        else if (node.has("in") && (node.has("root") || node.has("tests"))) runTrie(test, node);
        else if (node.has("in") && node.has("out")) judge(test, new RlpCase(node)::run);
        else fail(test, "unknown shape");
    }

    private void runStates(String test, JsonNode node) {
        if (name.contains(LONG_TEST) && !withLong) {
            tally.skip();
            return;
        }
        node.get("post").properties().forEach(post -> {
            var machine = machines.machine(node, post.getKey());
            if (machine.isEmpty()) {
                tally.leaveOut(post.getValue().size());
                return;
            }
            for (JsonNode expected : post.getValue()) {
                String named = test + " " + post.getKey() + " " + expected.get("indexes");
                judge(named, () -> new StateCase(node, expected, machine.get(), machines.curve()).run());
            }
        });
    }

    private void runTransactions(String test, JsonNode node) {
        node.get("result").properties().forEach(result -> {
            var fork = Forks.named(result.getKey());
            if (fork.isEmpty()) {
                tally.leaveOut(1);
                return;
            }
            var transaction = new TransactionCase(node.get("txbytes"), result.getValue(), fork.get(), machines.curve());
            judge(test + " " + result.getKey(), transaction::run);
        });
    }

    private void runTrie(String test, JsonNode node) {
        boolean isSecure =
                file.getFileName().toString().toLowerCase(Locale.ROOT).contains("secure");
        judge(test, new TrieCase(node, isSecure)::run);
    }

    private void judge(String test, Case oneCase) {
        try {
            tally.add(test, oneCase.run());
        } catch (RuntimeException thrown) {
            fail(test, thrown.toString());
        }
    }

    private void fail(String test, String reason) {
        tally.add(test, new Verdict.Failed(reason));
    }

    /// What may be run and judged.
    private interface Case {
        Verdict run();
    }
}
