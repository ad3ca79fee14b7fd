package io.polder.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Domain;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The options of commands that sign a transaction, and how it is sent.
public final class Signing {
    private static final long BEFORE_MS = 60_000;
    private static final long AFTER_MS = 10 * 60_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Until when a command waits.
    enum Wait {
        accepted,
        FINAL,
        certified;

        @Override
        public String toString() {
            return this == FINAL ? "final" : name();
        }
    }

    @Mixin
    private AtNode node;

    @Option(names = "--key", paramLabel = "FILE", description = "the key that signs (default: the profile's)")
    private Path key;

    @Option(
            names = "--as",
            paramLabel = "ADDRESS",
            description = "whose key it is, such as org:hamburg (default: the profile's, else the bare key)")
    private String as;

    @Option(
            names = "--genesis",
            paramLabel = "FINGERPRINT",
            description = "refuse to sign for any other network (default: the profile's, else the node's word)")
    private String genesis;

    @Option(
            names = "--wait",
            paramLabel = "MOMENT",
            defaultValue = "final",
            description = "accepted, final or certified (default: final)")
    private String wait;

    @Option(names = "--timeout", paramLabel = "S", defaultValue = "30", description = "seconds to wait (default: 30)")
    private int timeout;

    AtNode node() {
        return node;
    }

    Common common() {
        return node.common();
    }

    SigningKey key() {
        return SecretFile.readKey(Optional.ofNullable(key)
                .or(() -> common().profile().key())
                .orElseThrow(() -> Failure.usage("no key to sign with", "Say which: --key FILE")));
    }

    Address sender(SigningKey key) {
        return Optional.ofNullable(as)
                .or(() -> common().profile().as())
                .map(Signing::address)
                .orElseGet(() -> Address.key(key.publicKey().thumbprint()));
    }

    /// To ask the node in the name of who signs, whom only a name makes known to the network.
    NodeClient reading() {
        SigningKey signer = key();
        Address sender = sender(signer);
        return sender.kind() == Address.Kind.KEY ? node.client() : node.client(new Reader(sender, signer));
    }

    private static Address address(String text) {
        try {
            return Address.parse(text);
        } catch (Malformed e) {
            throw Failure.usage("--as: " + e.getMessage(), "");
        }
    }

    Domain domain(String chain) {
        String told = node.client().get("/v1/network").path("fingerprint").asText();
        Optional<String> expected =
                Optional.ofNullable(genesis).or(() -> common().profile().genesis());
        if (expected.isPresent() && !expected.get().equals(told))
            throw new Failure(
                    ExitCodes.REFUSED,
                    "expected the network " + expected.get() + ", got a node of the network " + told,
                    "Nothing was signed. Check --url and --genesis.");
        try {
            return new Domain(Hash.hex(told), chain);
        } catch (Malformed | IllegalArgumentException e) {
            throw Failure.usage("the node names no network: " + e.getMessage(), "Is this the URL of a Polder node?");
        }
    }

    static Window window(long now) {
        return new Window(now - BEFORE_MS, now + AFTER_MS);
    }

    static Lane lane() {
        return new Lane(0, RANDOM.nextLong(Long.MAX_VALUE));
    }

    /// Signs a call of a contract and sends it.
    JsonNode invoke(String chain, Call.Invoke call) {
        SigningKey signer = key();
        return invoke(chain, call, sender(signer), signer);
    }

    JsonNode invoke(String chain, Call.Invoke call, Address sender, SigningKey signer) {
        Window window = window(System.currentTimeMillis());
        return send(chain, Transaction.sign(new Intent(domain(chain), sender, lane(), window, call), signer));
    }

    /// Sends a transaction and waits; one that did not succeed is a failure.
    JsonNode send(String chain, Transaction transaction) {
        String moment = moment().toString();
        int capped = Math.clamp(timeout, 0, 60);
        JsonNode answer = node.client()
                .post(
                        "/v1/chains/" + NodeClient.segment(chain) + "/transactions?wait=" + moment + "&timeout="
                                + capped * 1_000L,
                        NodeClient.CBOR_TYPE,
                        transaction.wire().toArray());
        String outcome = answer.path("receipt").path("outcome").asText("succeeded");
        if (!outcome.equals("succeeded"))
            throw new Failure(
                    ExitCodes.REFUSED,
                    answer.path("receipt").path("code").asText(outcome) + ": "
                            + answer.path("receipt").path("detail").asText("the transaction " + outcome),
                    "");
        boolean arrived = switch (moment()) {
            case accepted -> true;
            case FINAL -> answer.path("final").asBoolean();
            case certified -> answer.path("certified").asBoolean();
        };
        if (!arrived)
            throw new Failure(
                    ExitCodes.NOT_IN_TIME,
                    "not " + moment + " within " + capped + " s: transaction " + transaction.id(),
                    "It is kept and may still come: polder tx " + transaction.id());
        return answer;
    }

    private Wait moment() {
        for (Wait each : Wait.values()) if (each.toString().equals(wait)) return each;
        throw Failure.usage("--wait: expected accepted, final or certified, got " + wait, "");
    }

    /// Says what became of it: `done` for people, the node's answer with `--json`.
    void report(JsonNode answer, String done) {
        String status = answer.path("status").asText();
        String where =
                answer.has("height") ? " in block " + answer.path("height").asLong() : "";
        common().say(
                        answer,
                        done + ", " + Common.styled("@|green " + status + "|@") + where,
                        "  transaction " + answer.path("id").asText());
    }

    static void put(ObjectNode node, String name, Optional<String> value) {
        value.ifPresent(v -> node.put(name, v));
    }
}
