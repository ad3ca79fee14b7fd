package io.polder.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import io.polder.testkit.Shown;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthorityKeysTest {
    private static final String AUTHORITY = Authority.NAME;
    private static final Address HAMBURG = Address.org("hamburg");
    private static final Address BERLIN = Address.org("berlin");
    private static final Address ADA = Address.person("ada");
    private static final Address BOB = Address.person("bob");
    private static final Address CITY = Address.city("hamburg");

    private final FakeNetwork network = new FakeNetwork("berlin", "hamburg");
    private final FakeChain chain =
            FakeChain.of(new Authority(Signatures.jdk())).with(AUTHORITY, Authority.genesis(network.genesis()));
    private final SigningKey fresh = FakeNetwork.key();

    private static Cbor cose(SigningKey key) {
        return key.publicKey().toCose();
    }

    private static Cbor thumbprint(SigningKey key) {
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
    void an_identity_adds_and_revokes_keys_of_its_own() {
        operator(BOB, Role.READER);
        for (Address self : List.of(HAMBURG, BOB, CITY)) {
            chain.as(self).done(AUTHORITY, "add-key", self.toCbor(), cose(fresh), Cbor.NULL);
            assertThat(standing(self, fresh)).isInstanceOf(KeyStanding.Active.class);
            chain.done(AUTHORITY, "revoke-key", self.toCbor(), thumbprint(fresh));
            long ended = chain.time();
            assertThat(standing(self, fresh)).isEqualTo(new KeyStanding.Revoked(ended));
        }
    }

    @Test
    void a_rotation_ends_the_old_key_and_begins_the_new_one() {
        SigningKey old = network.organisation("hamburg");
        chain.as(HAMBURG).done(AUTHORITY, "rotate-key", HAMBURG.toCbor(), thumbprint(old), cose(fresh));
        assertThat(standing(HAMBURG, old)).isInstanceOf(KeyStanding.Revoked.class);
        assertThat(standing(HAMBURG, fresh)).isInstanceOf(KeyStanding.Active.class);
        Cbor keys = chain.asked(AUTHORITY, "keys", HAMBURG.toCbor());
        assertThat(Shown.fields(keys, "revoked")).containsExactly(Cbor.of(false), Cbor.of(true));
        Cbor gone = chain.asked(AUTHORITY, "key", HAMBURG.toCbor(), thumbprint(old));
        assertThat(Shown.field(gone, "key")).isEqualTo(cose(old));
        assertThat(chain.unanswered(AUTHORITY, "key", BERLIN.toCbor(), thumbprint(old)))
                .isEqualTo("unknown-key");
    }

    @Test
    void who_governs_an_identity_changes_its_keys() {
        operator(ADA, Role.ADMIN);
        SigningKey bob = operator(BOB, Role.OPERATOR);
        chain.as(ADA).done(AUTHORITY, "add-key", BOB.toCbor(), cose(fresh), Cbor.NULL);
        chain.done(AUTHORITY, "revoke-key", BOB.toCbor(), thumbprint(bob));
        chain.done(AUTHORITY, "rotate-key", CITY.toCbor(), thumbprint(network.city("hamburg")), cose(fresh));
        chain.as(HAMBURG).done(AUTHORITY, "add-key", ADA.toCbor(), cose(fresh), Cbor.NULL);
        assertThat(standing(BOB, bob)).isInstanceOf(KeyStanding.Revoked.class);
        assertThat(standing(CITY, fresh)).isInstanceOf(KeyStanding.Active.class);
    }

    @Test
    void nobody_else_changes_the_keys_of_an_identity() {
        operator(ADA, Role.ADMIN);
        SigningKey bob = operator(BOB, Role.OPERATOR);
        assertKeysRefused(BERLIN, HAMBURG, network.organisation("hamburg"));
        assertKeysRefused(BERLIN, CITY, network.city("hamburg"));
        assertKeysRefused(BERLIN, BOB, bob);
        assertKeysRefused(CITY, HAMBURG, network.organisation("hamburg"));
        assertKeysRefused(BOB, HAMBURG, network.organisation("hamburg"));
        assertKeysRefused(BOB, CITY, network.city("hamburg"));
        // an admin who could give the organisation a key would be the organisation
        assertKeysRefused(ADA, HAMBURG, network.organisation("hamburg"));
        assertThat(chain.refused(AUTHORITY, "add-key", Cbor.of("person:eve"), cose(fresh), Cbor.NULL))
                .isEqualTo("unknown-identity");
        assertThat(chain.refused(AUTHORITY, "add-key", Cbor.of("thing:a"), cose(fresh), Cbor.NULL))
                .isEqualTo("unknown-identity");
    }

    private void assertKeysRefused(Address who, Address target, SigningKey old) {
        chain.as(who);
        assertThat(chain.refused(AUTHORITY, "add-key", target.toCbor(), cose(fresh), Cbor.NULL))
                .isEqualTo("not-permitted");
        assertThat(chain.refused(AUTHORITY, "rotate-key", target.toCbor(), thumbprint(old), cose(fresh)))
                .isEqualTo("not-permitted");
        assertThat(chain.refused(AUTHORITY, "revoke-key", target.toCbor(), thumbprint(old)))
                .isEqualTo("not-permitted");
    }

    @Test
    void a_key_with_an_end_runs_out() {
        long end = chain.time() + 2 * FakeChain.BLOCK_MS;
        chain.as(CITY).done(AUTHORITY, "add-key", CITY.toCbor(), cose(fresh), Cbor.of(end));
        assertThat(standing(CITY, fresh)).isInstanceOf(KeyStanding.Active.class);
        assertThat(standing(CITY, fresh)).isEqualTo(new KeyStanding.Revoked(end));
        assertThat(chain.refused(AUTHORITY, "add-key", CITY.toCbor(), cose(FakeNetwork.key()), Cbor.of(chain.time())))
                .isEqualTo("malformed");
    }

    @Test
    void an_organisation_keeps_one_key_without_an_end() {
        SigningKey last = network.organisation("hamburg");
        chain.as(HAMBURG).done(AUTHORITY, "add-key", HAMBURG.toCbor(), cose(fresh), Cbor.of(Long.MAX_VALUE));
        assertThat(chain.refused(AUTHORITY, "revoke-key", HAMBURG.toCbor(), thumbprint(last)))
                .isEqualTo("last-key");
        assertThat(standing(HAMBURG, last)).isInstanceOf(KeyStanding.Active.class);
    }

    @Test
    void a_key_comes_once_and_not_again_after_its_end() {
        SigningKey mine = network.organisation("hamburg");
        chain.as(HAMBURG);
        assertThat(chain.refused(AUTHORITY, "add-key", HAMBURG.toCbor(), cose(mine), Cbor.NULL))
                .isEqualTo("key-exists");
        assertThat(chain.refused(AUTHORITY, "revoke-key", HAMBURG.toCbor(), thumbprint(fresh)))
                .isEqualTo("unknown-key");
        chain.done(AUTHORITY, "rotate-key", HAMBURG.toCbor(), thumbprint(mine), cose(fresh));
        assertThat(chain.refused(AUTHORITY, "add-key", HAMBURG.toCbor(), cose(mine), Cbor.NULL))
                .isEqualTo("key-ended");
    }

    @Test
    void an_identity_has_a_bounded_number_of_keys() {
        chain.as(CITY);
        for (int i = 1; i < KeyChanges.KEYS_MAX; i++)
            chain.done(AUTHORITY, "add-key", CITY.toCbor(), cose(FakeNetwork.key()), Cbor.NULL);
        assertThat(chain.refused(AUTHORITY, "add-key", CITY.toCbor(), cose(fresh), Cbor.NULL))
                .isEqualTo("too-many-keys");
        chain.done(AUTHORITY, "rotate-key", CITY.toCbor(), thumbprint(network.city("hamburg")), cose(fresh));
    }

    @Test
    void a_bare_key_is_its_own_name_and_gets_no_other() {
        SigningKey bare = FakeNetwork.key();
        Address address = Address.key(bare.publicKey().thumbprint());
        chain.as(HAMBURG)
                .done(AUTHORITY, "add-operator", Cbor.of("hamburg"), address.toCbor(), Cbor.of("reader"), cose(bare));
        assertThat(chain.refused(AUTHORITY, "add-key", address.toCbor(), cose(fresh), Cbor.NULL))
                .isEqualTo("bare-key");
        assertThat(chain.refused(AUTHORITY, "rotate-key", address.toCbor(), thumbprint(bare), cose(fresh)))
                .isEqualTo("bare-key");
    }

    private KeyUse use(Address address, SigningKey key) {
        return ((KeyStanding.Active) standing(address, key)).use();
    }

    @Test
    void a_recovery_ends_all_other_keys_and_keeps_or_replaces_its_own() {
        SigningKey safe = FakeNetwork.key();
        SigningKey stolen = network.organisation("hamburg");
        chain.as(HAMBURG).done(AUTHORITY, "add-key-for", HAMBURG.toCbor(), cose(safe), Cbor.NULL, Cbor.of("recover"));
        assertThat(use(HAMBURG, safe)).isEqualTo(KeyUse.RECOVER);
        assertThat(chain.refused(AUTHORITY, "revoke-key", HAMBURG.toCbor(), thumbprint(safe)))
                .isEqualTo("recovery-key");
        assertThat(chain.refused(AUTHORITY, "rotate-key", HAMBURG.toCbor(), thumbprint(safe), cose(fresh)))
                .isEqualTo("recovery-key");
        assertThat(chain.refused(
                        AUTHORITY, "add-key-for", HAMBURG.toCbor(), cose(fresh), Cbor.NULL, Cbor.of("recover")))
                .isEqualTo("exists");
        assertThat(chain.refused(AUTHORITY, "revoke-key", HAMBURG.toCbor(), thumbprint(stolen)))
                .isEqualTo("last-key");
        chain.done(AUTHORITY, "recover", cose(fresh), Cbor.NULL);
        assertThat(standing(HAMBURG, stolen)).isInstanceOf(KeyStanding.Revoked.class);
        assertThat(use(HAMBURG, fresh)).isEqualTo(KeyUse.SIGN);
        assertThat(use(HAMBURG, safe)).isEqualTo(KeyUse.RECOVER);
        SigningKey next = FakeNetwork.key();
        SigningKey safer = FakeNetwork.key();
        chain.done(AUTHORITY, "recover", cose(next), cose(safer));
        assertThat(standing(HAMBURG, safe)).isInstanceOf(KeyStanding.Revoked.class);
        assertThat(use(HAMBURG, safer)).isEqualTo(KeyUse.RECOVER);
        assertThat(chain.refused(AUTHORITY, "recover", cose(fresh), Cbor.NULL)).isEqualTo("key-ended");
    }

    @Test
    void who_governs_an_identity_may_end_its_recovery_key() {
        SigningKey bob = operator(BOB, Role.READER);
        chain.as(BOB).done(AUTHORITY, "add-key-for", BOB.toCbor(), cose(fresh), Cbor.NULL, Cbor.of("recover"));
        assertThat(chain.refused(AUTHORITY, "revoke-key", BOB.toCbor(), thumbprint(fresh)))
                .isEqualTo("recovery-key");
        chain.as(HAMBURG).done(AUTHORITY, "revoke-key", BOB.toCbor(), thumbprint(fresh));
        assertThat(standing(BOB, fresh)).isInstanceOf(KeyStanding.Revoked.class);
        assertThat(standing(BOB, bob)).isInstanceOf(KeyStanding.Active.class);
    }
}
