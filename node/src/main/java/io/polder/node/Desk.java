package io.polder.node;

import io.polder.api.node.OperatorDesk;
import io.polder.chain.Admission;
import io.polder.chain.Answer;
import io.polder.chain.Chains;
import io.polder.chain.RefusalCode;
import io.polder.gateway.Tokens;
import io.polder.governance.Authority;
import io.polder.governance.KeyUse;
import io.polder.home.CityHome;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Member;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.SigningKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// What the operator has done with the node's own keys.
record Desk(CityHome home, Chains chains, Member self, Clock clock) implements OperatorDesk {
    private static final Duration BACK = Duration.ofMinutes(1);
    private static final Duration AHEAD = Duration.ofHours(1);
    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    public DeviceToken issueToken(String thing, Duration life) {
        return new DeviceToken(thing, new Tokens(home.gatewaySecret()).of(thing), Long.MAX_VALUE);
    }

    @Override
    public Admission submit(String chain, Signer signer, Call call) {
        boolean city = signer == Signer.CITY;
        Address sender = city ? self.address() : Address.org(self.organisation());
        return submit(chain, sender, city ? home.cityKey() : home.organisationKey(), call);
    }

    @Override
    public Optional<PublicKey> host(String person, String passphrase) {
        return home.hostedKeys().create(person, passphrase);
    }

    /// A hosted key signs only when its organisation has registered it as one: so all that it signs is marked.
    @Override
    public Admission submitHosted(String chain, String person, String passphrase, Call call) {
        Address sender = Address.person(person);
        return home.hostedKeys()
                .open(person, passphrase)
                .map(key -> registered(sender, key.publicKey())
                        ? submit(chain, sender, key, call)
                        : new Admission.Refused(
                                RefusalCode.UNKNOWN_KEY, "the key of " + sender + " is not registered as hosted"))
                .orElseGet(() -> new Admission.Refused(
                        RefusalCode.UNKNOWN_KEY, "this node keeps no key of " + sender + " with this passphrase"));
    }

    private boolean registered(Address sender, PublicKey key) {
        Call.Invoke question =
                new Call.Invoke(Authority.NAME, "key", Cbor.array(sender.toCbor(), Cbor.of(key.thumbprint())));
        return chains.find(ChainSpec.AUTHORITY)
                .map(c -> c.query(question, self.address(), OptionalLong.empty(), OptionalLong.empty()))
                .filter(answer -> answer instanceof Answer.Found(long height, Cbor found)
                        && found.asMap().find(Cbor.of("use")).equals(Optional.of(Cbor.of(KeyUse.HOSTED.text()))))
                .isPresent();
    }

    private Admission submit(String chain, Address sender, SigningKey key, Call call) {
        long now = clock.millis();
        return chains.find(chain)
                .map(c -> c.submit(Transaction.sign(
                        new Intent(
                                c.domain(),
                                sender,
                                new Lane(0, RANDOM.nextLong(Long.MAX_VALUE)),
                                new Window(now - BACK.toMillis(), now + AHEAD.toMillis()),
                                call),
                        key)))
                .orElseGet(() -> new Admission.Refused(RefusalCode.UNKNOWN_CHAIN, "this node has no chain " + chain));
    }
}
