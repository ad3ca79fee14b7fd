package io.polder.governance;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.x509.Certificate;
import io.polder.protocol.x509.Issuing;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// An organisation's certificates become identities of the ledger.
class AuthorityCertificatesTest {
    private static final String AUTHORITY = Authority.NAME;
    private static final Address HAMBURG = Address.org("hamburg");
    private static final Address ADA = Address.person("hamburg.ada");

    private final FakeNetwork network = new FakeNetwork("berlin", "hamburg");
    private final FakeChain chain =
            FakeChain.of(new Authority(Signatures.jdk())).with(AUTHORITY, Authority.genesis(network.genesis()));
    private final SigningKey rootKey = FakeNetwork.key();
    private final SigningKey issuingKey = FakeNetwork.key();
    private final Issuing root = new Issuing(rootKey, "Hamburg", "root");
    private final Issuing issuing = new Issuing(issuingKey, "Hamburg", "people");
    private final Certificate rootCertificate =
            issue(root, new Issuing.Holder("root", rootKey.publicKey(), 1), 0, 1_000);
    private final Certificate issuingCertificate =
            issue(root, new Issuing.Holder("people", issuingKey.publicKey(), 0), 0, 1_000);
    private final SigningKey ada = FakeNetwork.key();
    private int serials;

    private Instant day(int day) {
        return Instant.ofEpochMilli(chain.time() / 1_000 * 1_000).plusSeconds(86_400L * day);
    }

    private Certificate issue(Issuing by, Issuing.Holder holder, int from, int to) {
        return by.issue(holder, BigInteger.valueOf(++serials), day(from).minusSeconds(60), day(to));
    }

    private Certificate holder(SigningKey key, String name, int to) {
        return issue(issuing, new Issuing.Holder(name, key.publicKey(), -1), 0, to);
    }

    private void trust(Role role) {
        chain.as(HAMBURG)
                .done(
                        AUTHORITY,
                        "trust-authority",
                        Cbor.of("hamburg"),
                        Cbor.of(rootCertificate.der()),
                        Cbor.of(role.text()));
    }

    private Cbor[] presenting(Certificate certificate) {
        return new Cbor[] {
            Cbor.of("hamburg"),
            Cbor.of(rootCertificate.thumbprint()),
            Cbor.array(Cbor.of(certificate.der()), Cbor.of(issuingCertificate.der()))
        };
    }

    private FakeChain by(SigningKey key) {
        return chain.as(Address.key(key.publicKey().thumbprint()));
    }

    private KeyStanding standing(SigningKey key, long time) {
        chain.nextBlock();
        return Authority.key(chain::settled, ADA, key.publicKey().thumbprint(), time);
    }

    @Test
    void who_holds_a_certificate_becomes_a_person_until_it_ends() {
        trust(Role.OPERATOR);
        Certificate certificate = holder(ada, "ada", 30);
        by(ada).done(AUTHORITY, "present-certificate", presenting(certificate));
        assertThat(standing(ada, chain.time()))
                .isEqualTo(new KeyStanding.Active(ada.publicKey(), Role.OPERATOR, "hamburg"));
        assertThat(standing(ada, certificate.life().to())).isInstanceOf(KeyStanding.Revoked.class);
    }

    @Test
    void a_renewed_certificate_keeps_the_identity() {
        trust(Role.READER);
        by(ada).done(AUTHORITY, "present-certificate", presenting(holder(ada, "ada", 30)));
        SigningKey next = FakeNetwork.key();
        by(next).done(AUTHORITY, "present-certificate", presenting(holder(next, "ada", 60)));
        assertThat(standing(ada, chain.time())).isInstanceOf(KeyStanding.Active.class);
        assertThat(standing(next, chain.time())).isInstanceOf(KeyStanding.Active.class);
        chain.as(HAMBURG).done(AUTHORITY, "remove-operator", ADA.toCbor());
        assertThat(standing(next, chain.time())).isInstanceOf(KeyStanding.Revoked.class);
    }

    @Test
    void nobody_presents_the_certificate_of_another_or_of_a_foreign_authority() {
        Cbor[] good = presenting(holder(ada, "ada", 30));
        by(ada);
        assertThat(chain.refused(AUTHORITY, "present-certificate", good)).isEqualTo("unknown-authority");
        trust(Role.OPERATOR);
        by(FakeNetwork.key());
        assertThat(chain.refused(AUTHORITY, "present-certificate", good)).isEqualTo("not-holder");
        Issuing eve = new Issuing(FakeNetwork.key(), "Hamburg", "people");
        Cbor[] forged = presenting(issue(eve, new Issuing.Holder("ada", ada.publicKey(), -1), 0, 30));
        by(ada);
        assertThat(chain.refused(AUTHORITY, "present-certificate", forged)).isEqualTo("bad-certificate");
        Cbor[] unborn = presenting(issue(issuing, new Issuing.Holder("ada", ada.publicKey(), -1), 10, 30));
        assertThat(chain.refused(AUTHORITY, "present-certificate", unborn)).isEqualTo("bad-certificate");
        Cbor[] nameless = presenting(holder(ada, "ada lovelace", 30));
        assertThat(chain.refused(AUTHORITY, "present-certificate", nameless)).isEqualTo("bad-certificate");
        chain.done(AUTHORITY, "present-certificate", good);
        chain.as(HAMBURG)
                .done(AUTHORITY, "distrust-authority", Cbor.of("hamburg"), Cbor.of(rootCertificate.thumbprint()));
        SigningKey late = FakeNetwork.key();
        by(late);
        assertThat(chain.refused(AUTHORITY, "present-certificate", presenting(holder(late, "bob", 30))))
                .isEqualTo("unknown-authority");
    }

    @Test
    void an_organisation_alone_says_whom_it_trusts() {
        Cbor[] trust = {Cbor.of("hamburg"), Cbor.of(rootCertificate.der()), Cbor.of("operator")};
        chain.as(Address.org("berlin"));
        assertThat(chain.refused(AUTHORITY, "trust-authority", trust)).isEqualTo("not-permitted");
        chain.as(HAMBURG);
        trust[1] = Cbor.of(holder(ada, "ada", 30).der());
        assertThat(chain.refused(AUTHORITY, "trust-authority", trust)).isEqualTo("bad-certificate");
    }

    private Cbor[] taking(Issuing by, int from, int to, Certificate... takenBack) {
        List<BigInteger> serials = Stream.of(takenBack).map(Certificate::serial).toList();
        Bytes list = by.list(serials, day(from).minusSeconds(60), day(to));
        return new Cbor[] {
            Cbor.of("hamburg"),
            Cbor.of(rootCertificate.thumbprint()),
            Cbor.of(list),
            by.equals(root) ? Cbor.array() : Cbor.array(Cbor.of(issuingCertificate.der()))
        };
    }

    @Test
    void a_list_of_the_authority_ends_the_keys_of_what_it_has_taken_back_with_the_block() {
        trust(Role.OPERATOR);
        SigningKey bob = FakeNetwork.key();
        SigningKey late = FakeNetwork.key();
        Certificate adas = holder(ada, "ada", 30);
        Certificate bobs = holder(bob, "bob", 30);
        Certificate lates = holder(late, "late", 30);
        by(ada).done(AUTHORITY, "present-certificate", presenting(adas));
        by(bob).done(AUTHORITY, "present-certificate", presenting(bobs));
        assertThat(standing(ada, chain.time())).isInstanceOf(KeyStanding.Active.class);
        Cbor[] list = taking(issuing, 0, 7, adas, lates);
        Cbor ended = chain.as(HAMBURG).done(AUTHORITY, "take-revocations", list);
        assertThat(ended).isEqualTo(Cbor.of(1));
        assertThat(chain.events()).anyMatch(event -> event.topic().equals("key-revoked"));
        assertThat(standing(ada, chain.time())).isInstanceOf(KeyStanding.Revoked.class);
        assertThat(Authority.key(
                        chain::settled,
                        Address.person("hamburg.bob"),
                        bob.publicKey().thumbprint(),
                        chain.time()))
                .isInstanceOf(KeyStanding.Active.class);
        assertThat(by(late).refused(AUTHORITY, "present-certificate", presenting(lates)))
                .isEqualTo("revoked-certificate");
        SigningKey next = FakeNetwork.key();
        by(next).done(AUTHORITY, "present-certificate", presenting(holder(next, "ada", 30)));
        // The same list again says nothing new, and the next one that names her again ends nothing twice.
        chain.as(HAMBURG);
        assertThat(chain.refused(AUTHORITY, "take-revocations", list)).isEqualTo("stale");
        chain.nextBlock();
        assertThat(chain.done(AUTHORITY, "take-revocations", taking(issuing, 0, 7, adas)))
                .isEqualTo(Cbor.of(0));
    }

    @Test
    void nobody_presents_what_an_authority_issued_that_was_taken_back_itself() {
        trust(Role.OPERATOR);
        chain.as(HAMBURG).done(AUTHORITY, "take-revocations", taking(root, 0, 7, issuingCertificate));
        by(ada);
        assertThat(chain.refused(AUTHORITY, "present-certificate", presenting(holder(ada, "ada", 30))))
                .isEqualTo("revoked-certificate");
    }

    @Test
    void a_list_that_is_wrongly_signed_or_of_another_time_is_refused_with_its_own_code() {
        Certificate adas = holder(ada, "ada", 30);
        chain.as(HAMBURG);
        assertThat(chain.refused(AUTHORITY, "take-revocations", taking(issuing, 0, 7, adas)))
                .isEqualTo("unknown-authority");
        trust(Role.OPERATOR);
        by(ada).done(AUTHORITY, "present-certificate", presenting(adas));
        chain.as(HAMBURG);
        Issuing eve = new Issuing(FakeNetwork.key(), "Hamburg", "people");
        assertThat(chain.refused(AUTHORITY, "take-revocations", taking(eve, 0, 7, adas)))
                .isEqualTo("bad-list");
        assertThat(chain.refused(AUTHORITY, "take-revocations", taking(issuing, 1, 7, adas)))
                .isEqualTo("early-list");
        assertThat(chain.refused(AUTHORITY, "take-revocations", taking(issuing, -8, -1, adas)))
                .isEqualTo("old-list");
        Cbor[] broken = taking(issuing, 0, 7, adas);
        broken[2] = Cbor.of(Bytes.utf8("no list"));
        assertThat(chain.refused(AUTHORITY, "take-revocations", broken)).isEqualTo("bad-list");
        chain.as(Address.org("berlin"));
        assertThat(chain.refused(AUTHORITY, "take-revocations", taking(issuing, 0, 7, adas)))
                .isEqualTo("not-permitted");
        assertThat(standing(ada, chain.time())).isInstanceOf(KeyStanding.Active.class);
    }
}
