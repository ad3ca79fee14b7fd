package io.polder.bench;

import io.polder.cli.Failure;
import io.polder.operator.LocalNetwork;
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
import java.security.Provider;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.conscrypt.Conscrypt;

/// Those who send: bare keys, things with a key of their own, things without one.
final class Crowd {
    static final int READINGS_PER_FRAME = 100;
    private static final int PAYLOAD_BYTES = 200;
    private static final long BACK_MS = 60_000;
    private static final long AHEAD_MS = 4 * 3_600_000L;
    private static final long READINGS_SINCE_MS = 1_700_000_000_000L;
    private static final int TENTHS = 1_000;

    /// An enrolment and the city that it is brought to.
    record Enrolment(int city, Transaction transaction) {}

    private final Hash network;
    private final long now = System.currentTimeMillis();
    private final List<SigningKey> keys;
    private final List<Address> addresses;

    private Crowd(Hash network, List<SigningKey> keys) {
        this.network = network;
        this.keys = keys;
        this.addresses =
                keys.stream().map(k -> Address.key(k.publicKey().thumbprint())).toList();
    }

    static Crowd of(LocalNetwork network, int size) {
        return new Crowd(
                network.genesis().id(),
                IntStream.range(0, size).mapToObj(i -> key()).toList());
    }

    /// The quick provider signs where it is there: signing is not what is measured.
    static SigningKey key() {
        return quick(SigningKey.generate(Algorithm.ED25519, new SecureRandom()));
    }

    static SigningKey quick(SigningKey slow) {
        if (!Conscrypt.isAvailable()) return slow;
        Provider quick = Conscrypt.newProvider();
        return SigningKey.load(slow.save(), quick);
    }

    int size() {
        return keys.size();
    }

    SigningKey key(int sender) {
        return keys.get(sender);
    }

    private Window window() {
        return new Window(now - BACK_MS, now + AHEAD_MS);
    }

    static String thing(int number) {
        return "bench-" + number;
    }

    /// A bare key saves 200 bytes under a key of its own.
    Transaction saves(int number) {
        int sender = number % keys.size();
        byte[] payload = new byte[PAYLOAD_BYTES];
        for (int i = 0; i < payload.length; i++) payload[i] = (byte) (number * 31 + i * 7);
        Call call = new Call.Invoke(
                "kv", "save", Cbor.array(Cbor.of("bench/" + sender + "/" + number), Cbor.of(Bytes.wrap(payload))));
        Intent intent = new Intent(
                new Domain(network, Founding.PUBLIC_CHAIN), addresses.get(sender), new Lane(0, number), window(), call);
        return Transaction.sign(intent, keys.get(sender));
    }

    /// A thing signs a frame; its readings follow one another by a second each.
    Transaction frame(int number, int readings) {
        int sender = number % keys.size();
        List<Bytes> items = new ArrayList<>(readings);
        long first = READINGS_SINCE_MS + (long) (number / keys.size()) * readings * 1_000;
        for (int i = 0; i < readings; i++)
            items.add(new Reading(
                            Optional.empty(),
                            "pm10",
                            Optional.of("ug/m3"),
                            new Reading.Value.Quantity(BigDecimal.valueOf((number * 13L + i * 7L) % TENTHS, 1)),
                            first + i * 1_000L)
                    .encode());
        Frame frame = new Frame(
                new Domain(network, Founding.PUBLIC_CHAIN),
                Address.thing(thing(sender)),
                new Lane(0, number),
                window(),
                items);
        return Transaction.sign(frame, keys.get(sender));
    }

    /// Enrols every member as a thing, in the cities in turn; without keys their city speaks for them.
    List<Enrolment> enrolments(LocalNetwork cities, boolean signing) {
        Domain authority = new Domain(network, ChainSpec.AUTHORITY);
        List<Enrolment> all = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            int city = i % cities.cities().size();
            LocalNetwork.City home = cities.cities().get(city);
            SigningKey key = keys.get(i);
            Cbor arguments = Cbor.array(
                    Cbor.of(thing(i)),
                    Cbor.of("bench"),
                    Cbor.of(home.name()),
                    signing ? key.publicKey().toCose() : Cbor.NULL,
                    signing ? Cbor.of(Possession.sign(authority, thing(i), key)) : Cbor.NULL,
                    Cbor.NULL);
            Intent intent = new Intent(
                    authority,
                    Address.org(home.config().organisation()),
                    new Lane(0, i + 1),
                    window(),
                    new Call.Invoke(Things.NAME, "enrol", arguments));
            all.add(new Enrolment(city, Transaction.sign(intent, home.home().organisationKey())));
        }
        if (all.isEmpty()) throw new Failure(1, "nobody to enrol", "");
        return all;
    }
}
