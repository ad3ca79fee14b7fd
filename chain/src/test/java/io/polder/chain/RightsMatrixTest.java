package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.SigningKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Everyone tries everything on chains of every category, past the door of a city that lets all in: what every city
/// says
/// is what the policy says, and nothing else.
class RightsMatrixTest {
    private static final List<String> FUNCTIONS =
            List.of("deploy", "kv.save", "kv.update", "kv.remove", "readings.put", "query kv.get", "query kv.range");

    private final FourCities net = new FourCities();
    private final Map<String, FourCities.Signer> people = new LinkedHashMap<>();
    private int tries;

    @AfterEach
    void close() {
        net.close();
    }

    private static Cbor t(String text) {
        return Cbor.of(text);
    }

    private static Cbor list(String... texts) {
        return Cbor.array(List.of(texts).stream().map(Cbor::of).toList());
    }

    private FourCities.Signer org(int org) {
        return new FourCities.Signer(Address.org(FourCities.NAMES.get(org)), net.orgKeys.get(org));
    }

    private Cbor done(FourCities.Signer who, String contract, String method, Cbor... arguments) {
        Transaction transaction =
                net.call("authority", who.sender(), who.key(), contract, method, Cbor.array(arguments));
        net.engines.get(1).submit(transaction.wire());
        net.order.step();
        Outcome outcome = outcome("authority", transaction);
        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        return ((Outcome.Succeeded) outcome).result();
    }

    private Outcome outcome(String chain, Transaction transaction) {
        return net.chain(0, chain).standing(transaction.id()) instanceof Standing.Settled settled
                ? settled.settlement().receipt().outcome()
                : new Outcome.Refused("no-trace", "");
    }

    private void decide(Cbor motion, int... voters) {
        Cbor id = done(org(0), "council", "propose", motion);
        for (int voter : voters) done(org(voter), "council", "vote", id, t("yes"));
    }

    private void found(String name, String category, Cbor members, int... voters) {
        Cbor charter = Cbor.map(t("name"), t(name), t("category"), t(category), t("members"), members);
        decide(Cbor.map(t("kind"), t("found-chain"), t("charter"), charter), voters);
    }

    private void person(String name, int org, String role) {
        SigningKey key = net.key();
        Address address = Address.person(name);
        Cbor of = t(FourCities.NAMES.get(org));
        done(
                org(org),
                "authority",
                "add-operator",
                of,
                address.toCbor(),
                t(role),
                key.publicKey().toCose());
        people.put(name, new FourCities.Signer(address, key));
    }

    @BeforeEach
    void settle() {
        found("open", "public", list("berlin"));
        found("league", "consortium", list("berlin", "hamburg"), 2);
        found("berlin.vault", "private", list("berlin"));
        person("admin", 0, "admin");
        person("operator", 0, "operator");
        person("reader", 0, "reader");
        person("neighbour", 2, "operator");
        person("stranger", 1, "admin");
        people.put("owner", org(0));
        people.put("member", org(2));
        people.put("outsider", org(1));
        people.put("suspended", org(3));
        people.put("city", new FourCities.Signer(Address.city("berlin"), net.cityKeys.get(0)));
        SigningKey bare = net.key();
        people.put("bare", new FourCities.Signer(Address.key(bare.publicKey().thumbprint()), bare));
        SigningKey thing = net.key();
        FourCities.Signer signer = new FourCities.Signer(Address.thing("t1"), thing);
        Cbor cose = thing.publicKey().toCose();
        done(org(0), "things", "enrol", t("t1"), t("pm10"), t("berlin"), cose, Cbor.NULL, Cbor.NULL);
        done(signer, "things", "activate", t("t1"), Cbor.of(thing.publicKey().thumbprint()));
        people.put("thing", signer);
        decide(Cbor.map(t("kind"), t("suspend-organisation"), t("organisation"), t("leipzig")), 1, 2);
    }

    /// What comes of it: the code of a refusal by policy, or `may`.
    private String attempt(String chain, FourCities.Signer who, String function) {
        tries++;
        if (function.startsWith("query ")) {
            String method = function.substring(function.indexOf('.') + 1);
            Cbor arguments =
                    method.equals("get") ? list("none") : Cbor.array(Cbor.NULL, Cbor.NULL, Cbor.of(10), Cbor.of(false));
            Answer answer = net.chain(3, chain)
                    .query(
                            new Call.Invoke("kv", method, arguments),
                            who.sender(),
                            OptionalLong.empty(),
                            OptionalLong.empty());
            return answer instanceof Answer.Failed failed && failed.code().equals(Chain.MAY_NOT_READ)
                    ? failed.code()
                    : "may";
        }
        Call call = function.equals("deploy")
                ? new Call.Deploy("evm", "c" + tries, Bytes.EMPTY, Cbor.NULL)
                : new Call.Invoke(
                        function.substring(0, function.indexOf('.')),
                        function.substring(function.indexOf('.') + 1),
                        list("k" + tries, "v"));
        Transaction transaction = net.call(net.window(), chain, who, call);
        net.engines.get(1).submit(transaction.wire());
        net.order.step();
        return outcome(chain, transaction) instanceof Outcome.Refused refused ? refused.code() : "may";
    }

    private static String refusal(String function) {
        if (function.equals("deploy")) return "may-not-deploy";
        return function.startsWith("query ") ? "may-not-read" : "may-not-transact";
    }

    private void everyoneTriesEverything(String chain, Set<String> allowed) {
        List<String> wrong = new ArrayList<>();
        people.forEach((name, who) -> {
            for (String function : FUNCTIONS) {
                String expected =
                        allowed.contains(name) || allowed.contains(name + " " + function) ? "may" : refusal(function);
                // Who is suspended is nobody: it leaves no trace, and asks like any stranger.
                if (name.equals("suspended"))
                    expected = !function.startsWith("query ") ? "no-trace" : chain.equals("open") ? "may" : expected;
                String got = attempt(chain, who, function);
                if (!got.equals(expected)) wrong.add(chain + ": " + name + " " + function + " " + got);
            }
        });
        assertThat(wrong).isEmpty();
        for (int city = 1; city < 4; city++)
            assertThat(net.chain(city, chain).head())
                    .isEqualTo(net.chain(0, chain).head());
    }

    @Test
    void every_identity_tries_every_function_on_every_category() {
        Set<String> all = people.keySet();
        everyoneTriesEverything("open", all);
        Set<String> owners = Set.of("owner", "admin", "operator", "reader", "city", "thing");
        everyoneTriesEverything("berlin.vault", owners);
        everyoneTriesEverything(
                "league", Set.of("owner", "admin", "operator", "reader", "city", "thing", "member", "neighbour"));
    }

    @Test
    void every_role_has_its_functions_and_no_other() {
        Cbor policy = Cbor.map(
                t("roles"),
                Cbor.map(
                        t("writers"), list("org:hamburg"),
                        t("editor"), list("person:admin"),
                        t("sensors"), list("thing:t1", "org:frankfurt"),
                        t("deployer"), list("person:stranger"),
                        t("viewers"), list("anyone")),
                t("functions"),
                Cbor.map(
                        t("save"), function("invoke", "kv", "save"),
                        t("edit"), function("invoke", "kv", "*"),
                        t("put"), function("invoke", "read*", "put"),
                        t("deploy"), function("deploy", "*", "evm"),
                        t("get"), function("query", "kv", "get")),
                t("grants"),
                Cbor.map(
                        t("writers"), list("save"),
                        t("editor"), list("edit"),
                        t("sensors"), list("put"),
                        t("deployer"), list("deploy"),
                        t("viewers"), list("get")));
        decide(Cbor.map(t("kind"), t("change-policy"), t("chain"), t("league"), t("policy"), policy), 2);
        Set<String> allowed = new HashSet<>(Set.of(
                "member kv.save",
                "neighbour kv.save",
                "admin kv.save",
                "admin kv.update",
                "admin kv.remove",
                "thing readings.put",
                "outsider readings.put",
                "stranger readings.put",
                "stranger deploy",
                "suspended query kv.get"));
        for (String name : people.keySet()) allowed.add(name + " query kv.get");
        everyoneTriesEverything("league", allowed);
    }

    private static Cbor function(String kind, String contract, String method) {
        return Cbor.map(t("kind"), t(kind), t("contract"), t(contract), t("method"), t(method));
    }
}
