package io.polder.governance.council;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.governance.Authority;
import io.polder.governance.KeyStanding;
import io.polder.protocol.Address;
import io.polder.protocol.CityCard;
import io.polder.protocol.Member;
import io.polder.protocol.Organisation;
import io.polder.protocol.Roster;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Rosters change by a vote, with engine keys of the epoch to come.
class RostersTest {
    private static final List<String> FOUR = List.of("berlin", "frankfurt", "hamburg", "leipzig");

    private final FakeNetwork network = new FakeNetwork(FOUR.toArray(String[]::new));
    private final FakeChain chain = FakeChain.of(
                    new Authority(Signatures.jdk()), new Council(), new Clusters(), new Rosters(Signatures.jdk()))
            .with(Authority.NAME, Authority.genesis(network.genesis()))
            .with(Council.NAME, Council.genesis(network.genesis()))
            .with(Rosters.NAME, Rosters.genesis(network.genesis()));
    private final SigningKey oslo = FakeNetwork.key();

    private Cbor card(String name, String organisation, SigningKey organisationKey, SigningKey key, String engineKey) {
        Member.Endpoint at = new Member.Endpoint("127.0.0.1", 21_000);
        CityCard card = new CityCard(
                name,
                name,
                new Organisation(organisation, organisationKey.publicKey()),
                key.publicKey(),
                new Member.Doors(at, at),
                Bytes.utf8(engineKey),
                1);
        return Cbor.map(
                Cbor.of("kind"),
                Cbor.of("city-joins"),
                Cbor.of("cluster"),
                Cbor.of("main"),
                Cbor.of("card"),
                Cbor.of(card.sign(organisationKey, key)));
    }

    private static Cbor leaves(String node) {
        return Cbor.map(
                Cbor.of("kind"), Cbor.of("city-leaves"),
                Cbor.of("cluster"), Cbor.of("main"),
                Cbor.of("node"), Cbor.of(node));
    }

    private void announce(long epoch, String... cities) {
        for (String city : cities)
            chain.as(Address.city(city))
                    .done(Rosters.NAME, "announce", Cbor.of("main"), Cbor.of(epoch), key(city, epoch));
    }

    private static Cbor key(String city, long epoch) {
        return Cbor.of(Bytes.utf8(city + epoch));
    }

    private String refused(Cbor motion) {
        return chain.as(Address.org("berlin")).refused(Council.NAME, "propose", motion);
    }

    private void decide(Cbor motion) {
        long id = chain.as(Address.org("berlin"))
                .done(Council.NAME, "propose", motion)
                .asCount();
        chain.as(Address.org("frankfurt")).done(Council.NAME, "vote", Cbor.of(id), Cbor.of("yes"));
        chain.as(Address.org("hamburg")).done(Council.NAME, "vote", Cbor.of(id), Cbor.of("yes"));
        chain.nextBlock();
    }

    private Rosters.Term newest() {
        return Rosters.newest(chain::settled, "main").orElseThrow();
    }

    @Test
    void a_fifth_city_joins_then_one_leaves_and_numbers_never_come_back() {
        announce(1, "berlin", "frankfurt", "hamburg", "leipzig");
        decide(card("bremen", "berlin", network.organisation("berlin"), oslo, "bremen1"));

        Roster first = newest().roster();
        assertThat(first.epoch()).isEqualTo(1);
        assertThat(first.members())
                .extracting(Member::name)
                .containsExactly("berlin", "frankfurt", "hamburg", "leipzig", "bremen");
        assertThat(first.members()).extracting(m -> m.engineKey().toUtf8()).contains("berlin1", "bremen1");
        assertThat(Authority.key(
                        chain::settled, Address.city("bremen"), oslo.publicKey().thumbprint(), 2_000_000_000_000L))
                .isInstanceOf(KeyStanding.Active.class);

        announce(2, "berlin", "frankfurt", "hamburg", "leipzig", "bremen");
        decide(leaves("bremen"));
        announce(3, "berlin", "frankfurt", "hamburg", "leipzig");
        decide(card("bremen", "berlin", network.organisation("berlin"), oslo, "bremen3"));
        assertThat(newest().roster().member("bremen").orElseThrow().number()).isEqualTo(5);
        assertThat(Rosters.term(chain::settled, "main", 1).orElseThrow().roster())
                .isEqualTo(first);
    }

    private static Cbor of(Cbor joins, String kind) {
        return Cbor.map(
                Cbor.of("kind"),
                Cbor.of(kind),
                Cbor.of("card"),
                joins.asMap().find(Cbor.of("card")).orElseThrow());
    }

    @Test
    void a_regular_node_follows_is_promoted_and_goes_back() {
        Cbor card = card("bremen", "berlin", network.organisation("berlin"), oslo, "bremen1");
        decide(of(card, "city-follows"));
        assertThat(Rosters.followers(chain::settled)).containsOnlyKeys("bremen");
        assertThat(newest().roster().epoch()).isZero();
        assertThat(Authority.key(
                        chain::settled, Address.city("bremen"), oslo.publicKey().thumbprint(), 2_000_000_000_000L))
                .isInstanceOf(KeyStanding.Active.class);

        announce(1, "berlin", "frankfurt", "hamburg", "leipzig");
        decide(card);
        assertThat(newest().roster().member("bremen")).isPresent();
        assertThat(Rosters.followers(chain::settled)).isEmpty();

        announce(2, "berlin", "frankfurt", "hamburg", "leipzig", "bremen");
        decide(leaves("bremen"));
        assertThat(Rosters.followers(chain::settled)).containsOnlyKeys("bremen");

        decide(Cbor.map(Cbor.of("kind"), Cbor.of("city-unfollows"), Cbor.of("node"), Cbor.of("bremen")));
        assertThat(Rosters.followers(chain::settled)).isEmpty();
    }

    @Test
    void a_regular_node_is_refused_that_has_a_seat_or_another_s_name_or_follows_already() {
        Cbor seated = card("leipzig", "leipzig", network.organisation("leipzig"), oslo, "fresh");
        assertThat(refused(of(seated, "city-follows"))).isEqualTo("exists");
        Cbor stranger = card("bremen", "bremen", FakeNetwork.key(), oslo, "fresh");
        assertThat(refused(of(stranger, "city-follows"))).isEqualTo("unknown-organisation");
        Cbor bremen = card("bremen", "berlin", network.organisation("berlin"), oslo, "bremen1");
        decide(of(bremen, "city-follows"));
        assertThat(refused(of(bremen, "city-follows"))).isEqualTo("no-change");
        assertThat(refused(of(card("bremen", "hamburg", network.organisation("hamburg"), oslo, "x"), "city-follows")))
                .isEqualTo("exists");
        assertThat(refused(Cbor.map(Cbor.of("kind"), Cbor.of("city-unfollows"), Cbor.of("node"), Cbor.of("oslo"))))
                .isEqualTo("unknown-city");
        Cbor method = bremen.asMap().find(Cbor.of("card")).orElseThrow();
        assertThat(chain.as(Address.org("berlin")).refused(Rosters.NAME, "follow", method))
                .isEqualTo("not-permitted");
        assertThat(chain.as(Address.org("berlin")).refused(Rosters.NAME, "unfollow", Cbor.of("bremen")))
                .isEqualTo("not-permitted");
    }

    @Test
    void a_city_that_lost_its_disk_is_replaced_and_its_old_key_ends() {
        announce(1, "berlin", "frankfurt", "hamburg", "leipzig");
        decide(card("leipzig", "leipzig", network.organisation("leipzig"), oslo, "fresh"));

        Member leipzig = newest().roster().member("leipzig").orElseThrow();
        assertThat(leipzig.number()).isEqualTo(3);
        assertThat(leipzig.engineKey()).isEqualTo(Bytes.utf8("fresh"));
        assertThat(Authority.key(
                        chain::settled,
                        Address.city("leipzig"),
                        network.city("leipzig").publicKey().thumbprint(),
                        2_000_000_000_000L))
                .isInstanceOf(KeyStanding.Revoked.class);
    }

    @Test
    void what_cannot_be_is_refused_with_its_own_code() {
        Cbor joins = card("bremen", "berlin", network.organisation("berlin"), oslo, "bremen1");
        announce(1, "berlin", "frankfurt", "hamburg");
        assertThat(refused(joins)).isEqualTo("no-engine-key");
        announce(1, "leipzig");
        assertThat(refused(leaves("leipzig"))).isEqualTo("loses-quorum");
        assertThat(refused(leaves("nowhere"))).isEqualTo("unknown-city");
        assertThat(refused(card("bremen", "oslo", oslo, oslo, "x"))).isEqualTo("unknown-organisation");
        assertThat(refused(card("leipzig", "berlin", network.organisation("berlin"), oslo, "x")))
                .isEqualTo("not-permitted");
        assertThat(refused(Cbor.map(
                        Cbor.of("kind"), Cbor.of("city-leaves"),
                        Cbor.of("cluster"), Cbor.of("main"),
                        Cbor.of("node"), Cbor.of("leipzig"),
                        Cbor.of("epoch"), Cbor.of(7))))
                .isEqualTo("stale");
        assertThat(chain.as(Address.org("berlin")).refused(Rosters.NAME, "change", joins))
                .isEqualTo("not-permitted");
        assertThat(chain.as(Address.city("berlin"))
                        .refused(Rosters.NAME, "announce", Cbor.of("main"), Cbor.of(2), key("berlin", 2)))
                .isEqualTo("stale");
        assertThat(chain.as(Address.city("bremen"))
                        .refused(Rosters.NAME, "announce", Cbor.of("main"), Cbor.of(1), key("bremen", 1)))
                .isEqualTo("not-named");
    }

    @Test
    void a_vote_on_a_roster_that_has_passed_is_stale() {
        announce(1, "berlin", "frankfurt", "hamburg", "leipzig");
        Cbor now = card("bremen", "berlin", network.organisation("berlin"), oslo, "bremen1");
        long id = chain.as(Address.org("berlin"))
                .done(Council.NAME, "propose", now)
                .asCount();
        assertThat(refused(leaves("leipzig"))).isIn("conflicting", "loses-quorum");
        chain.as(Address.org("berlin")).done(Council.NAME, "withdraw", Cbor.of(id));
        decide(now);
        assertThat(Council.decided(chain::settled, id + 1)).containsInstanceOf(Motion.CityJoins.class);
        assertThat(newest().roster().epoch()).isEqualTo(1);
    }
}
