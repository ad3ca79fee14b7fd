package io.polder.things;

import io.polder.governance.Authority;
import io.polder.protocol.Address;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.FakeChain;
import io.polder.testkit.FakeNetwork;
import io.polder.testkit.Shown;

/// Two cities, each of an organisation of its own, with operators.
final class ThingsWorld {
    static final Address HAMBURG = Address.org("hamburg");
    static final Address BERLIN = Address.org("berlin");
    static final Address OPERATOR = Address.person("ada");
    static final Address READER = Address.person("bob");
    static final Address CITY = Address.city("hamburg");
    static final Address THING = Address.thing("DEHH008");
    static final Cbor NAME = Cbor.of("DEHH008");
    static final Cbor KIND = Cbor.of("air-quality-station");
    static final Cbor AT = Cbor.of("hamburg");

    final FakeNetwork network = new FakeNetwork("berlin", "hamburg");
    final FakeChain chain = FakeChain.of(new Authority(Signatures.jdk()), new Things(Signatures.jdk()), new Readings())
            .with(Authority.NAME, Authority.genesis(network.genesis()));
    final SigningKey key = FakeNetwork.key();

    ThingsWorld() {
        operator(OPERATOR, "operator");
        operator(READER, "reader");
        chain.nextBlock();
    }

    private void operator(Address who, String role) {
        chain.as(HAMBURG)
                .done(Authority.NAME, "add-operator", AT, who.toCbor(), Cbor.of(role), cose(FakeNetwork.key()));
    }

    static Cbor cose(SigningKey key) {
        return key.publicKey().toCose();
    }

    static Cbor thumbprint(SigningKey key) {
        return Cbor.of(key.publicKey().thumbprint());
    }

    Cbor possession(SigningKey key) {
        return Cbor.of(Possession.sign(chain.domain(), "DEHH008", key));
    }

    /// Enrols a thing that has proven its key, in effect from the next block.
    ThingsWorld enrolled() {
        return enrolled("DEHH008", key);
    }

    ThingsWorld enrolled(String name, SigningKey key) {
        Bytes proof = Possession.sign(chain.domain(), name, key);
        chain.as(HAMBURG).done("things", "enrol", Cbor.of(name), KIND, AT, cose(key), Cbor.of(proof), Cbor.NULL);
        chain.nextBlock();
        return this;
    }

    ThingsWorld enrolledWithoutKey(String name, String city) {
        chain.as(HAMBURG).done("things", "enrol", Cbor.of(name), KIND, Cbor.of(city), Cbor.NULL, Cbor.NULL, Cbor.NULL);
        chain.nextBlock();
        return this;
    }

    ThingKey standing(SigningKey key) {
        chain.nextBlock();
        return Things.key(chain::settled, "DEHH008", key.publicKey().thumbprint());
    }

    String status() {
        return Shown.text(chain.asked("things", "get", NAME), "status");
    }
}
