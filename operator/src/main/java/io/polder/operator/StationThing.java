package io.polder.operator;

import io.polder.cli.Failure;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Domain;
import io.polder.protocol.Founding;
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
import io.polder.things.Things;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A station as a thing: its own key, its place, the city that is nearest to it.
final class StationThing {
    private static final long BACK_MS = 60_000;
    private static final long AHEAD_MS = 3_600_000;
    private static final int PLACE_DIGITS = 5;

    final Stations.Station station;
    final LocalNetwork.City city;
    private final SigningKey key = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private final Hash network;
    private final AtomicLong sequence = new AtomicLong(System.nanoTime() >>> 1);

    StationThing(Stations.Station station, LocalNetwork.City city, Hash network) {
        this.station = station;
        this.city = city;
        this.network = network;
    }

    String name() {
        return station.name();
    }

    private static Window window() {
        long now = Instant.now().toEpochMilli();
        return new Window(now - BACK_MS, now + AHEAD_MS);
    }

    /// The organisation of the city enrols the station, with proof that the station holds its key and with its true
    /// place: a public measuring station may show it.
    Transaction enrolment() {
        Domain authority = new Domain(network, ChainSpec.AUTHORITY);
        Cbor arguments = Cbor.array(
                Cbor.of(name()),
                Cbor.of(Stations.KIND),
                Cbor.of(city.name()),
                key.publicKey().toCose(),
                Cbor.of(Possession.sign(authority, name(), key)),
                Cbor.array(Cbor.of(degrees(station.latitude())), Cbor.of(degrees(station.longitude())), Cbor.of(true)));
        Intent intent = new Intent(
                authority,
                Address.org(city.config().organisation()),
                new Lane(0, sequence.incrementAndGet()),
                window(),
                new Call.Invoke(Things.NAME, "enrol", arguments));
        return Transaction.sign(intent, city.home().organisationKey());
    }

    private static long degrees(BigDecimal value) {
        return value.movePointRight(PLACE_DIGITS)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /// A frame of readings under the station's own signature.
    Transaction.DeviceFrame frame(List<Stations.Measured> measured) {
        List<Bytes> readings = measured.stream().map(StationThing::reading).toList();
        return Transaction.sign(
                new Frame(
                        new Domain(network, Founding.PUBLIC_CHAIN),
                        Address.thing(name()),
                        new Lane(0, sequence.incrementAndGet()),
                        window(),
                        readings),
                key);
    }

    private static Bytes reading(Stations.Measured measured) {
        return new Reading(
                        Optional.empty(),
                        Stations.NAME,
                        Optional.of(Stations.UNIT),
                        new Reading.Value.Quantity(measured.value()),
                        measured.time())
                .encode();
    }

    /// The token with which the station comes in at its city's door.
    String token() {
        CityClient client = new CityClient(city.api());
        return client.post(
                        "/v1/operator/tokens",
                        Json.object().put("thing", name()).toString(),
                        city.home().operatorToken())
                .filter(CityClient.Answer::good)
                .map(a -> a.json().path("token").asText())
                .orElseThrow(() -> new Failure(1, city.name() + " gave no token for " + name(), "see its node.log"));
    }
}
