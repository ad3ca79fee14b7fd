package io.polder.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.Address;
import io.polder.protocol.Genesis;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.ContractFuzz;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import io.polder.testkit.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AuthorityTest {
    private static final String AUTHORITY = Authority.NAME;
    private static final Address HAMBURG = Address.org("hamburg");
    private static final Address BERLIN = Address.org("berlin");
    private static final Address ADA = Address.person("ada");
    private static final Address BOB = Address.person("bob");
    private static final Address CITY = Address.city("hamburg");
    private static final Cbor LIMIT = Cbor.of(10);
    private static final Address COUNCIL = new Address(Address.Kind.CONTRACT, "council");
    private static final Cbor QUOTA = new Quota(1, 10, 1_000, 5_000, 100).toCbor();

    private final FakeNetwork network = new FakeNetwork("berlin", "hamburg");
    private final FakeChain chain =
            FakeChain.of(new Authority(Signatures.jdk())).with(AUTHORITY, Authority.genesis(network.genesis()));
    private final Cbor key = cose(FakeNetwork.key());

    private static Cbor cose(SigningKey key) {
        return key.publicKey().toCose();
    }

    private Cbor thumbprint(SigningKey key) {
        return Cbor.of(key.publicKey().thumbprint());
    }

    private KeyStanding standing(Address address, SigningKey key) {
        chain.nextBlock();
        return Authority.key(chain::settled, address, key.publicKey().thumbprint(), chain.time());
    }

    private SigningKey operator(Address who, Role role) {
        SigningKey key = FakeNetwork.key();
        chain.as(HAMBURG)
                .done(AUTHORITY, "add-operator", Cbor.of("hamburg"), who.toCbor(), Cbor.of(role.text()), cose(key));
        return key;
    }

    @Test
    void every_city_derives_the_same_state_from_the_genesis() {
        Genesis read = Genesis.decode(network.genesis().encode());
        assertThat(Authority.genesis(read)).isEqualTo(Authority.genesis(network.genesis()));
        assertThat(standing(HAMBURG, network.organisation("hamburg")))
                .isEqualTo(
                        new KeyStanding.Active(network.organisation("hamburg").publicKey(), Role.OWNER, "hamburg"));
        assertThat(standing(CITY, network.city("hamburg")))
                .isEqualTo(new KeyStanding.Active(network.city("hamburg").publicKey(), Role.CITY, "hamburg"));
        assertThat(standing(HAMBURG, network.city("hamburg"))).isEqualTo(new KeyStanding.Unknown());
        assertThat(standing(ADA, network.city("hamburg"))).isEqualTo(new KeyStanding.Unknown());
        assertThat(Shown.texts(chain.asked(AUTHORITY, "chains", Cbor.NULL, LIMIT), "chain"))
                .containsExactly("authority", "city");
        Cbor city = chain.asked(AUTHORITY, "city", Cbor.of("hamburg"));
        assertThat(Shown.text(city, "city")).isEqualTo("DE-hamburg");
        assertThat(Shown.text(city, "organisation")).isEqualTo("hamburg");
    }

    @Test
    void a_city_of_no_founder_makes_no_genesis() {
        Genesis genesis = network.genesis();
        Genesis without = new Genesis(
                genesis.name(),
                genesis.time(),
                genesis.limits(),
                genesis.organisations().subList(0, 1),
                genesis.roster(),
                genesis.chains());
        assertThatThrownBy(() -> Authority.genesis(without)).isInstanceOf(Malformed.class);
    }

    @Test
    void the_council_adds_an_organisation_which_then_acts_by_its_key() {
        SigningKey bremen = FakeNetwork.key();
        chain.as(COUNCIL).done(AUTHORITY, "add-organisation", Cbor.of("bremen"), cose(bremen));
        assertThat(chain.events()).hasSize(1);
        assertThat(standing(Address.org("bremen"), bremen))
                .isEqualTo(new KeyStanding.Active(bremen.publicKey(), Role.OWNER, "bremen"));
        assertThat(Shown.texts(chain.asked(AUTHORITY, "organisations", Cbor.NULL, LIMIT), "organisation"))
                .containsExactly("berlin", "bremen", "hamburg");
        assertThat(Shown.texts(chain.asked(AUTHORITY, "organisations", Cbor.of("berlin"), Cbor.of(1)), "organisation"))
                .containsExactly("bremen");
    }

    @Test
    void nobody_but_the_council_changes_the_network() {
        chain.as(COUNCIL).done(AUTHORITY, "add-organisation", Cbor.of("bremen"), key);
        operator(ADA, Role.ADMIN);
        for (Address other : List.of(
                HAMBURG,
                BERLIN,
                Address.org("bremen"),
                Address.org("nobody"),
                ADA,
                CITY,
                Address.thing("a"),
                new Address(Address.Kind.CONTRACT, "kv"))) {
            chain.as(other);
            assertThat(chain.refused(AUTHORITY, "add-organisation", Cbor.of("kiel"), key))
                    .isEqualTo("not-permitted");
            assertThat(chain.refused(AUTHORITY, "set-quota", Cbor.of("hamburg"), QUOTA, QUOTA))
                    .isEqualTo("not-permitted");
            assertThat(chain.refused(AUTHORITY, "suspend-organisation", Cbor.of("berlin")))
                    .isEqualTo("not-permitted");
            assertThat(chain.refused(AUTHORITY, "resume-organisation", Cbor.of("berlin")))
                    .isEqualTo("not-permitted");
        }
    }

    @Test
    void an_organisation_is_added_once_under_a_proper_name_with_a_key() {
        chain.as(COUNCIL);
        assertThat(chain.refused(AUTHORITY, "add-organisation", Cbor.of("berlin"), key))
                .isEqualTo("exists");
        assertThat(chain.refused(AUTHORITY, "add-organisation", Cbor.of("Land Bremen"), key))
                .isEqualTo("malformed");
        assertThat(chain.refused(AUTHORITY, "add-organisation", Cbor.of("bremen"), Cbor.map()))
                .isEqualTo("malformed");
    }

    @Test
    void suspending_an_organisation_reaches_all_who_act_for_it() {
        SigningKey ada = operator(ADA, Role.OPERATOR);
        chain.as(COUNCIL).done(AUTHORITY, "suspend-organisation", Cbor.of("hamburg"));
        assertThat(standing(HAMBURG, network.organisation("hamburg"))).isEqualTo(new KeyStanding.Suspended("hamburg"));
        assertThat(standing(CITY, network.city("hamburg"))).isEqualTo(new KeyStanding.Suspended("hamburg"));
        assertThat(standing(ADA, ada)).isEqualTo(new KeyStanding.Suspended("hamburg"));
        assertThat(Authority.active(chain::settled, "hamburg")).isFalse();
        assertThat(chain.refused(AUTHORITY, "suspend-organisation", Cbor.of("hamburg")))
                .isEqualTo("no-change");
        assertThat(chain.refused(AUTHORITY, "suspend-organisation", Cbor.of("kiel")))
                .isEqualTo("unknown-organisation");
        for (Address suspended : List.of(HAMBURG, ADA, CITY))
            assertThat(chain.as(suspended).refused(AUTHORITY, "add-key", suspended.toCbor(), key, Cbor.NULL))
                    .isEqualTo("not-permitted");
        chain.as(COUNCIL).done(AUTHORITY, "resume-organisation", Cbor.of("hamburg"));
        assertThat(standing(ADA, ada)).isInstanceOf(KeyStanding.Active.class);
        assertThat(chain.refused(AUTHORITY, "resume-organisation", Cbor.of("hamburg")))
                .isEqualTo("no-change");
    }

    @Test
    void the_council_sets_the_quota_of_any_organisation_and_its_things() {
        assertThat(Authority.quota(chain::settled, "berlin")).contains(new Quotas(Quota.ORGANISATION, Quota.THING));
        assertThat(Authority.quota(chain::settled, "kiel")).isEmpty();
        chain.as(COUNCIL).done(AUTHORITY, "set-quota", Cbor.of("berlin"), QUOTA, new Quota(1, 2, 3, 4, 5).toCbor());
        chain.nextBlock();
        assertThat(Authority.quota(chain::settled, "berlin"))
                .contains(new Quotas(new Quota(1, 10, 1_000, 5_000, 100), new Quota(1, 2, 3, 4, 5)));
        assertThat(chain.refused(AUTHORITY, "set-quota", Cbor.of("kiel"), QUOTA, QUOTA))
                .isEqualTo("unknown-organisation");
        assertThat(chain.refused(AUTHORITY, "set-quota", Cbor.of("berlin"), QUOTA, Cbor.array(Cbor.of(-1), LIMIT)))
                .isEqualTo("malformed");
    }

    @Test
    void an_organisation_appoints_operators_who_act_by_their_keys() {
        SigningKey ada = operator(ADA, Role.ADMIN);
        assertThat(standing(ADA, ada)).isEqualTo(new KeyStanding.Active(ada.publicKey(), Role.ADMIN, "hamburg"));
        assertThat(Authority.mandate(chain::settled, ADA)).contains(new Mandate("hamburg", Role.ADMIN, true));
        SigningKey bare = FakeNetwork.key();
        Address thumb = Address.key(bare.publicKey().thumbprint());
        chain.as(ADA)
                .done(AUTHORITY, "add-operator", Cbor.of("hamburg"), thumb.toCbor(), Cbor.of("operator"), cose(bare));
        assertThat(standing(thumb, bare)).isEqualTo(new KeyStanding.Active(bare.publicKey(), Role.OPERATOR, "hamburg"));
        Cbor operators = chain.asked(AUTHORITY, "operators", Cbor.of("hamburg"), Cbor.NULL, LIMIT);
        assertThat(Shown.texts(operators, "operator")).containsExactly(thumb.toString(), "person:ada");
        Cbor rest = chain.asked(AUTHORITY, "operators", Cbor.of("hamburg"), thumb.toCbor(), LIMIT);
        assertThat(Shown.texts(rest, "role")).containsExactly("admin");
    }

    @Test
    void only_who_governs_appoints_and_dismisses() {
        operator(ADA, Role.ADMIN);
        operator(BOB, Role.OPERATOR);
        Cbor eve = Cbor.of("person:eve");
        for (Address other : List.of(BERLIN, BOB, CITY, Address.thing("a"))) {
            chain.as(other);
            assertThat(chain.refused(AUTHORITY, "add-operator", Cbor.of("hamburg"), eve, Cbor.of("reader"), key))
                    .isEqualTo("not-permitted");
            assertThat(chain.refused(AUTHORITY, "remove-operator", ADA.toCbor()))
                    .isEqualTo("not-permitted");
        }
        // an admin appoints no other admin, and dismisses none
        chain.as(ADA);
        assertThat(chain.refused(AUTHORITY, "add-operator", Cbor.of("hamburg"), eve, Cbor.of("admin"), key))
                .isEqualTo("not-permitted");
        assertThat(chain.refused(AUTHORITY, "remove-operator", ADA.toCbor())).isEqualTo("not-permitted");
        chain.done(AUTHORITY, "remove-operator", BOB.toCbor());
    }

    @Test
    void nobody_is_appointed_twice_or_as_what_he_cannot_be() {
        operator(ADA, Role.OPERATOR);
        chain.as(BERLIN);
        assertThat(chain.refused(AUTHORITY, "add-operator", Cbor.of("berlin"), ADA.toCbor(), Cbor.of("reader"), key))
                .isEqualTo("exists");
        for (String role : List.of("owner", "city", "king"))
            assertThat(chain.refused(AUTHORITY, "add-operator", Cbor.of("berlin"), BOB.toCbor(), Cbor.of(role), key))
                    .isEqualTo("malformed");
        for (String who : List.of("thing:a", "org:kiel", "city:berlin", "key:" + "0".repeat(64)))
            assertThat(chain.refused(
                            AUTHORITY, "add-operator", Cbor.of("berlin"), Cbor.of(who), Cbor.of("reader"), key))
                    .isEqualTo("malformed");
        assertThat(chain.refused(AUTHORITY, "add-operator", Cbor.of("kiel"), BOB.toCbor(), Cbor.of("reader"), key))
                .isEqualTo("unknown-organisation");
    }

    @Test
    void who_is_dismissed_acts_no_more_and_old_keys_stay_dead() {
        SigningKey ada = operator(ADA, Role.OPERATOR);
        chain.nextBlock().as(HAMBURG).done(AUTHORITY, "remove-operator", ADA.toCbor());
        long ended = chain.time();
        assertThat(standing(ADA, ada)).isEqualTo(new KeyStanding.Revoked(ended));
        assertThat(chain.unanswered(AUTHORITY, "operator", ADA.toCbor())).isEqualTo("unknown-identity");
        assertThat(chain.refused(AUTHORITY, "remove-operator", ADA.toCbor())).isEqualTo("unknown-identity");
        assertThat(chain.asked(AUTHORITY, "operators", Cbor.of("hamburg"), Cbor.NULL, LIMIT)
                        .asArray())
                .isEmpty();
        chain.as(BERLIN);
        assertThat(chain.refused(
                        AUTHORITY, "add-operator", Cbor.of("berlin"), ADA.toCbor(), Cbor.of("reader"), cose(ada)))
                .isEqualTo("key-ended");
        chain.done(AUTHORITY, "add-operator", Cbor.of("berlin"), ADA.toCbor(), Cbor.of("reader"), key);
        assertThat(standing(ADA, ada)).isEqualTo(new KeyStanding.Revoked(ended));
    }

    @Test
    void changes_are_made_on_the_authority_chain_alone() {
        chain.on("city").as(HAMBURG);
        assertThat(chain.refused(AUTHORITY, "add-organisation", Cbor.of("bremen"), key))
                .isEqualTo("wrong-chain");
        assertThat(chain.refused(AUTHORITY, "nothing")).isEqualTo("unknown-method");
    }

    @Test
    void whatever_is_sent_the_contract_refuses_in_order() {
        operator(ADA, Role.ADMIN);
        List<Cbor> known = new ArrayList<>(List.of(key, QUOTA, ADA.toCbor(), thumbprint(network.city("hamburg"))));
        known.addAll(List.of(cose(FakeNetwork.key()), HAMBURG.toCbor(), Cbor.of("hamburg"), Cbor.of("reader")));
        Map<String, Integer> methods = new TreeMap<>(Map.of(
                "add-organisation",
                2,
                "suspend-organisation",
                1,
                "resume-organisation",
                1,
                "set-quota",
                3,
                "add-operator",
                4,
                "remove-operator",
                1,
                "add-key",
                3,
                "rotate-key",
                3,
                "revoke-key",
                2,
                "none",
                0));
        methods.putAll(Map.of(
                "organisation",
                1,
                "organisations",
                2,
                "operator",
                1,
                "operators",
                3,
                "city",
                1,
                "cities",
                2,
                "key",
                2,
                "keys",
                1,
                "chains",
                2));
        ContractFuzz fuzz = new ContractFuzz(chain, AUTHORITY, List.of(HAMBURG, ADA, CITY, BERLIN), known);
        assertThat(fuzz.run(11, 10_000, methods)).isGreaterThan(100);
    }
}
