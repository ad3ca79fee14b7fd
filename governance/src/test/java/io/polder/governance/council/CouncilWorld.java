package io.polder.governance.council;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.governance.Authority;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Signatures;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import io.polder.testkit.Shown;
import java.util.List;
import java.util.stream.Stream;

/// A network whose council decides, and the motions that its members bring in.
class CouncilWorld {
    static final String COUNCIL = Council.NAME;
    static final List<String> THREE = List.of("berlin", "hamburg", "kiel");

    final FakeChain chain = chainOf(THREE);

    static FakeChain chainOf(List<String> names) {
        FakeNetwork network = new FakeNetwork(names.toArray(String[]::new));
        return FakeChain.of(new Authority(Signatures.jdk()), new Council())
                .with(Authority.NAME, Authority.genesis(network.genesis()))
                .with(Council.NAME, Council.genesis(network.genesis()));
    }

    static Cbor t(String text) {
        return Cbor.of(text);
    }

    static Cbor list(Iterable<String> texts) {
        return Fields.texts(texts);
    }

    static Cbor motion(String kind, Cbor... fields) {
        Cbor[] all =
                Stream.concat(Stream.of(t("kind"), t(kind)), Stream.of(fields)).toArray(Cbor[]::new);
        return Cbor.map(all);
    }

    static Cbor charter(String name, String category, Iterable<String> members, Cbor policy) {
        return motion(
                "found-chain",
                t("charter"),
                Cbor.map(
                        t("name"),
                        t(name),
                        t("category"),
                        t(category),
                        t("members"),
                        list(members),
                        t("policy"),
                        policy));
    }

    static Cbor terms(long quorum, long lock, long period) {
        return Cbor.map(t("terms"), new Terms(quorum, lock, period).toCbor());
    }

    static Cbor policy(String chain, Cbor policy) {
        return motion("change-policy", t("chain"), t(chain), t("policy"), policy);
    }

    static Cbor thresholds(String area, String threshold) {
        return Cbor.map(t("thresholds"), Cbor.map(t(area), t(threshold)));
    }

    long propose(String who, Cbor motion) {
        return chain.as(Address.org(who)).done(COUNCIL, "propose", motion).asCount();
    }

    String refused(String who, Cbor motion) {
        return chain.as(Address.org(who)).refused(COUNCIL, "propose", motion);
    }

    void vote(String who, long id) {
        chain.as(Address.org(who)).done(COUNCIL, "vote", Cbor.of(id), t("yes"));
    }

    String voteRefused(String who, long id) {
        return chain.as(Address.org(who)).refused(COUNCIL, "vote", Cbor.of(id), t("yes"));
    }

    String state(long id) {
        return Shown.text(chain.asked(COUNCIL, "proposal", Cbor.of(id)), "state");
    }

    Charter charter(String name) {
        chain.nextBlock();
        return Council.charter(chain::settled, name).orElseThrow();
    }

    /// Founds the chain `harbour` of all three, with this policy.
    void harbour(Cbor policy) {
        long id = propose("berlin", charter("harbour", "consortium", THREE, policy));
        vote("hamburg", id);
        vote("kiel", id);
        assertThat(state(id)).isEqualTo("enacted");
    }

    void pass(long seconds) {
        for (long i = 0; i < seconds; i++) chain.nextBlock();
    }

    static Cbor rollBack(long id) {
        return motion("roll-back", t("chain"), t("harbour"), t("proposal"), Cbor.of(id));
    }
}
