package io.polder.devicekit;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.attempt.Attempts;
import io.polder.devicekit.DeviceClient.Reply;
import io.polder.gateway.Bounds;
import io.polder.gateway.City;
import io.polder.gateway.DeviceProtocol;
import io.polder.gateway.Encryption;
import io.polder.gateway.Form;
import io.polder.gateway.Gateway;
import io.polder.gateway.Registration.State;
import io.polder.gateway.Route;
import io.polder.gateway.Uplink;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Frame;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Reading;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.SigningKey;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A city with a gateway, a door and a fake chain behind it, in which a contract test plays.
public abstract class DeviceWorld {
    protected static final String CHAIN = "city";
    protected static final String VAULT = "hamburg.vault";
    protected static final String THING = "DEHH008";
    protected static final String OTHER = "DEBE010";
    protected static final String SENML = "[{\"n\":\"pm10\",\"u\":\"ug/m3\",\"v\":21.3,\"t\":1700000000}]";
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Bytes SECRET = Bytes.wrap(new byte[32]);

    protected final SigningKey thingKey = SigningKey.generate(Algorithm.ED25519, RANDOM);
    protected final SigningKey otherKey = SigningKey.generate(Algorithm.ED25519, RANDOM);
    protected final SigningKey orgKey = SigningKey.generate(Algorithm.ED25519, RANDOM);
    protected final SigningKey cityKey = SigningKey.generate(Algorithm.ED25519, RANDOM);
    protected final FakeChainDoor chain = new FakeChainDoor(CHAIN);
    protected final Attempts attempts = Attempts.passing(VAULT::equals);
    private final AtomicLong sequence = new AtomicLong();
    private final List<AutoCloseable> open = new ArrayList<>();
    private Optional<TestCertificate> server = Optional.empty();
    protected Gateway gateway;
    protected DeviceProtocol door;

    @TempDir
    protected Path folder;

    /// A door that is not started, on a port of the system's choice.
    protected abstract DeviceProtocol door(Encryption encryption);

    /// A client that has sent nothing yet; the server's certificate is there when the door has TLS.
    protected abstract DeviceClient client(int port, DeviceLogin login, Optional<TestCertificate> server);

    /// Whether a client of this protocol learns why it was refused.
    protected boolean tellsCodes() {
        return true;
    }

    @BeforeEach
    void open() {
        chain.register(THING, State.ACTIVE, thingKey.publicKey());
        chain.register(OTHER, State.ACTIVE, otherKey.publicKey());
        chain.signer(Address.org("hamburg"), orgKey.publicKey());
        chain.signer(Address.city("node1"), cityKey.publicKey());
        start(Route.open(CHAIN), Bounds.STANDARD, new Encryption.None());
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) each.close();
        chain.close();
        attempts.close();
    }

    protected void start(Route route, Bounds bounds, Encryption encryption) {
        gateway = new Gateway(
                new City("node1", cityKey, SECRET),
                List.of(route),
                new Gateway.Ledgers(List.of(chain), chain, name -> Optional.empty(), attempts),
                bounds,
                InstantSource.system());
        door = door(encryption);
        door.start(gateway);
        open.add(gateway);
        open.add(door);
    }

    protected DeviceClient device(DeviceLogin login) {
        DeviceClient made = client(door.port(), login, server);
        open.add(made);
        return made;
    }

    protected DeviceClient device() {
        return device(DeviceLogin.token(THING, gateway.token(THING)));
    }

    protected static Reply await(CompletableFuture<Reply> reply) throws Exception {
        return reply.get(20, TimeUnit.SECONDS);
    }

    protected void assertRefused(Reply reply, String code) {
        assertThat(reply).isEqualTo(new Reply.Refused(tellsCodes() ? Optional.of(code) : Optional.empty()));
    }

    protected static void assertAcknowledged(Reply reply) {
        assertThat(reply).isEqualTo(new Reply.Acknowledged());
    }

    protected Transaction.DeviceFrame frame(String thing, SigningKey key) {
        long now = System.currentTimeMillis();
        Reading reading = new Reading(
                Optional.empty(), "pm10", Optional.of("ug/m3"), new Reading.Value.Quantity(BigDecimal.TEN), now);
        Frame frame = new Frame(
                chain.domain(),
                Address.thing(thing),
                new Lane(0, sequence.incrementAndGet()),
                new Window(now - 1_000, now + 60_000),
                List.of(reading.encode()));
        return Transaction.sign(frame, key);
    }

    protected Transaction.Cose call(Address sender, SigningKey key, String method) {
        long now = System.currentTimeMillis();
        return Transaction.sign(
                new Intent(
                        chain.domain(),
                        sender,
                        new Lane(0, sequence.incrementAndGet()),
                        new Window(now - 1_000, now + 60_000),
                        new Call.Invoke("things", method, Cbor.NULL)),
                key);
    }

    protected static Uplink frame(String thing, Transaction.DeviceFrame frame) {
        return new Uplink(CHAIN, thing, Form.FRAME, frame.raw());
    }

    protected static Uplink senml(String thing, String json) {
        return new Uplink(CHAIN, thing, Form.SENML_JSON, Bytes.utf8(json));
    }

    protected void encrypted() throws Exception {
        TestCertificate certificate = TestCertificate.make(folder, "localhost", Algorithm.ES256);
        server = Optional.of(certificate);
        start(Route.open(CHAIN), Bounds.STANDARD, new Encryption.Pkcs12(certificate.store(), TestCertificate.PASSWORD));
    }
}
