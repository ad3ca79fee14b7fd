package io.polder.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.governance.council.Council;
import io.polder.protocol.Address;
import io.polder.protocol.Outcome;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.x509.Certificate;
import io.polder.protocol.x509.Issuing;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Everybody tries every function by which the network is governed: each is done by whom the specification names, and
/// refused to all others with the same code.
class GovernanceMatrixTest {
    private static final Cbor HAMBURG = Address.org("hamburg").toCbor();
    private static final Cbor NAME = Cbor.of("hamburg");

    private final SigningKey bare = FakeNetwork.key();
    private final SigningKey orgKey = FakeNetwork.key();
    private final FakeNetwork network = new FakeNetwork("berlin", "hamburg", "kiel");
    private final SigningKey fresh = FakeNetwork.key();
    private final Cbor key = fresh.publicKey().toCose();

    /// What is tried: the contract, the method, its arguments, who may, and the code for all others.
    private record Try(String contract, String method, Cbor arguments, Set<String> may, String code) {}

    private final Map<String, Address> people = new LinkedHashMap<>();

    private FakeChain world() {
        FakeChain chain = FakeChain.of(new Authority(Signatures.jdk()), new Council())
                .with(Authority.NAME, Authority.genesis(network.genesis()))
                .with(Council.NAME, Council.genesis(network.genesis()));
        people.put("owner", Address.org("hamburg"));
        people.put("other owner", Address.org("berlin"));
        people.put("city", Address.city("hamburg"));
        people.put("other city", Address.city("berlin"));
        people.put("thing", Address.thing("t1"));
        people.put("nobody", Address.person("eve"));
        people.put("bare", Address.key(bare.publicKey().thumbprint()));
        for (String role : List.of("admin", "operator", "reader")) {
            add(chain, "hamburg", Address.person(role), role);
            add(chain, "berlin", Address.person("other." + role), role);
            people.put(role, Address.person(role));
            people.put("other " + role, Address.person("other." + role));
        }
        Cbor motion = Cbor.map(
                Cbor.of("kind"), Cbor.of("register-organisation"),
                Cbor.of("organisation"), Cbor.of("oslo"),
                Cbor.of("key"), orgKey.publicKey().toCose());
        decide(chain, motion);
        add(chain, "oslo", Address.person("suspended"), "admin");
        decide(
                chain,
                Cbor.map(
                        Cbor.of("kind"), Cbor.of("suspend-organisation"),
                        Cbor.of("organisation"), Cbor.of("oslo")));
        people.put("suspended owner", Address.org("oslo"));
        people.put("suspended admin", Address.person("suspended"));
        chain.as(Address.org("berlin"))
                .done(Council.NAME, "propose", motion("remove-member", "member", Cbor.of("kiel")));
        return chain;
    }

    private static Cbor motion(String kind, String name, Cbor value) {
        return Cbor.map(Cbor.of("kind"), Cbor.of(kind), Cbor.of("chain"), Cbor.of("city"), Cbor.of(name), value);
    }

    private void add(FakeChain chain, String organisation, Address who, String role) {
        chain.as(Address.org(organisation))
                .done(
                        Authority.NAME,
                        "add-operator",
                        Cbor.of(organisation),
                        who.toCbor(),
                        Cbor.of(role),
                        FakeNetwork.key().publicKey().toCose());
    }

    private static void decide(FakeChain chain, Cbor motion) {
        Cbor id = chain.as(Address.org("berlin")).done(Council.NAME, "propose", motion);
        chain.as(Address.org("hamburg")).done(Council.NAME, "vote", id, Cbor.of("yes"));
        chain.nextBlock();
    }

    private Try keys(String method, Cbor arguments, String... may) {
        return new Try(Authority.NAME, method, arguments, Set.of(may), "not-permitted");
    }

    private Try council(String method, Cbor... arguments) {
        return new Try(Council.NAME, method, Cbor.array(arguments), Set.of("owner", "admin"), "not-a-member");
    }

    private List<Try> tries() {
        List<Try> all = new ArrayList<>();
        for (String role : List.of("admin", "operator", "reader")) {
            Cbor name = Address.person("new").toCbor();
            String[] may = role.equals("admin") ? new String[] {"owner"} : new String[] {"owner", "admin"};
            all.add(keys("add-operator", Cbor.array(NAME, name, Cbor.of(role), key), may));
            all.add(keys("add-operator-for", Cbor.array(NAME, name, Cbor.of(role), key, Cbor.of("hosted")), may));
            Cbor person = Address.person(role).toCbor();
            all.add(keys("remove-operator", Cbor.array(person), may));
            String[] self = role.equals("admin") ? may : new String[] {"owner", "admin", role};
            if (role.equals("admin")) self = new String[] {"owner", "admin"};
            all.add(keys("add-key", Cbor.array(person, key, Cbor.NULL), self));
            all.add(keys("add-key-for", Cbor.array(person, key, Cbor.NULL, Cbor.of("recover")), self));
        }
        all.add(keys("add-key", Cbor.array(HAMBURG, key, Cbor.NULL), "owner"));
        all.add(keys(
                "rotate-key",
                Cbor.array(
                        HAMBURG,
                        Cbor.of(network.organisation("hamburg").publicKey().thumbprint()),
                        key),
                "owner"));
        all.add(keys(
                "add-key", Cbor.array(Address.city("hamburg").toCbor(), key, Cbor.NULL), "owner", "admin", "city"));
        Cbor authority = Cbor.of(authority().der());
        all.add(keys("trust-authority", Cbor.array(NAME, authority, Cbor.of("admin")), "owner"));
        all.add(keys("trust-authority", Cbor.array(NAME, authority, Cbor.of("reader")), "owner", "admin"));
        Cbor quota = new Quota(1, 1, 1, 1, 1).toCbor();
        all.add(keys("add-organisation", Cbor.array(Cbor.of("rome"), key)));
        all.add(keys("suspend-organisation", Cbor.array(NAME)));
        all.add(keys("resume-organisation", Cbor.array(Cbor.of("oslo"))));
        all.add(keys("set-quota", Cbor.array(NAME, quota, quota)));
        all.add(council("vote", Cbor.of(3), Cbor.of("yes")));
        all.add(council("vote", Cbor.of(3), Cbor.of("no")));
        all.add(council("delegate", Cbor.of("city"), Cbor.of("kiel")));
        all.add(council("propose", motion("set-quota", "subject", Cbor.of("anyone"), quota)));
        all.add(council("propose", motion("roll-back", "proposal", Cbor.of(3))));
        all.add(council("propose", motion("remove-member", "member", Cbor.of("berlin"))));
        return all;
    }

    private static Cbor motion(String kind, String name, Cbor value, Cbor quota) {
        return Cbor.map(
                Cbor.of("kind"),
                Cbor.of(kind),
                Cbor.of("chain"),
                Cbor.of("city"),
                Cbor.of(name),
                value,
                Cbor.of("quota"),
                quota);
    }

    private Certificate authority() {
        Instant now = Instant.ofEpochMilli(world().time());
        return new Issuing(fresh, "Hamburg", "root")
                .issue(
                        new Issuing.Holder("root", fresh.publicKey(), 1),
                        BigInteger.ONE,
                        now.minus(Duration.ofDays(1)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                        now.plus(Duration.ofDays(1)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }

    /// The code with which it was refused, or `done`.
    private String attempt(Address who, Try what) {
        return switch (world().as(who).invoke(what.contract, what.method, what.arguments)) {
            case Outcome.Succeeded done -> "done";
            case Outcome.Reverted(String code, String detail, Bytes data) -> code;
            case Outcome other -> other.toString();
        };
    }

    @Test
    void every_role_tries_every_function_of_government() {
        world();
        List<String> wrong = new ArrayList<>();
        int refusals = 0;
        for (Try what : tries())
            for (Map.Entry<String, Address> each : people.entrySet()) {
                String got = attempt(each.getValue(), what);
                boolean other = what.contract.equals(Council.NAME)
                        && Set.of("other owner", "other admin").contains(each.getKey());
                boolean may = what.may.contains(each.getKey()) || other;
                String expected = may ? "done" : what.code;
                boolean own = may && (got.equals("voted-already") || got.equals("nothing-to-undo"));
                if (!got.equals(expected) && !own) wrong.add(each.getKey() + " " + what + ": " + got);
                if (!may) refusals++;
            }
        assertThat(wrong).isEmpty();
        assertThat(refusals).isGreaterThan(300);
    }
}
