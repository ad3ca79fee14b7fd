package io.polder.node;

import io.polder.api.node.OperatorDesk;
import io.polder.chain.Admission;
import io.polder.chain.Chains;
import io.polder.chain.RefusalCode;
import io.polder.gateway.Tokens;
import io.polder.home.CityHome;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Member;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.signature.SigningKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;

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
        SigningKey key = city ? home.cityKey() : home.organisationKey();
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
