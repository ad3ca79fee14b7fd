package io.polder.operator;

import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Frame;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Reading;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import io.polder.things.Possession;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A household's meter: a thing with its own key that says whom it serves and what was left over in a period.
final class Meter {
    private static final long BACK_MS = 60_000;
    private static final long AHEAD_MS = 3_600_000;

    private final String name;
    private final LocalNetwork.City city;
    private final Hash network;
    private final SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private long sequence;

    Meter(String name, LocalNetwork.City city, Hash network) {
        this.name = name;
        this.city = city;
        this.network = network;
    }

    String name() {
        return name;
    }

    LocalNetwork.City city() {
        return city;
    }

    private static Window window() {
        long now = Instant.now().toEpochMilli();
        return new Window(now - BACK_MS, now + AHEAD_MS);
    }

    /// Where a house stands is nobody's business, so the enrolment has no place.
    Transaction enrolment() {
        Domain authority = new Domain(network, ChainSpec.AUTHORITY);
        Cbor arguments = Cbor.array(
                Cbor.of(name),
                Cbor.of("meter.energy"),
                Cbor.of(city.name()),
                key.publicKey().toCose(),
                Cbor.of(Possession.sign(authority, name, key)),
                Cbor.NULL);
        return Transaction.sign(
                new Intent(
                        authority,
                        Address.org(city.config().organisation()),
                        new Lane(0, System.nanoTime() >>> 1),
                        window(),
                        new Call.Invoke("things", "enrol", arguments)),
                city.home().organisationKey());
    }

    /// Whom it serves.
    Transaction.DeviceFrame serves(Bytes account, String chain) {
        return frame(
                chain,
                new Reading(
                        Optional.empty(),
                        "household",
                        Optional.empty(),
                        new Reading.Value.Data(account),
                        Instant.now().toEpochMilli()));
    }

    /// What was left over in the period that ended then; negative is what was needed.
    Transaction.DeviceFrame net(BigDecimal wattHours, long end, String chain) {
        return frame(
                chain,
                new Reading(
                        Optional.empty(), "net-energy", Optional.of("Wh"), new Reading.Value.Quantity(wattHours), end));
    }

    private Transaction.DeviceFrame frame(String chain, Reading reading) {
        return Transaction.sign(
                new Frame(
                        new Domain(network, chain),
                        Address.thing(name),
                        new Lane(0, ++sequence),
                        window(),
                        List.of(reading.encode())),
                key);
    }
}
