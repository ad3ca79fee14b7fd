package io.polder.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.chain.Chain;
import io.polder.chain.ClusterParts;
import io.polder.chain.Neighbours;
import io.polder.chain.OrderCluster;
import io.polder.chain.attempt.Attempts;
import io.polder.gateway.Inbox.Opening;
import io.polder.ledger.MemoryStore;
import io.polder.protocol.Address;
import io.polder.protocol.Call;
import io.polder.protocol.Category;
import io.polder.protocol.ChainSpec;
import io.polder.protocol.Envelope;
import io.polder.protocol.Genesis;
import io.polder.protocol.Intent;
import io.polder.protocol.Lane;
import io.polder.protocol.Limits;
import io.polder.protocol.Member;
import io.polder.protocol.Organisation;
import io.polder.protocol.Roster;
import io.polder.protocol.Transaction;
import io.polder.protocol.Window;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.testkit.Await;
import io.polder.testkit.SharedOrder;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The gateway on a real chain of one city, whose order is moved by hand.
class GatewayOnChainTest {
    private static final long START = 1_800_000_000_000L;
    private static final String NOBODY = Address.key(Hash.ZERO).toString();
    private static final Bytes SENML = Bytes.utf8("[{\"n\":\"pm10\",\"u\":\"ug/m3\",\"v\":21.3,\"t\":1799999999}]");

    private final SigningKey cityKey = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private final SigningKey orgKey = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
    private final SharedOrder order = new SharedOrder(Instant.ofEpochMilli(START));
    private final OrderCluster cluster = cluster();
    private final Chain city = cluster.chain("city").orElseThrow();
    private final Chain authority = cluster.chain("authority").orElseThrow();
    private final Attempts attempts = Attempts.passing(name ->
            cluster.chain(name).map(ChainDoor::of).filter(ChainDoor::hidden).isPresent());
    private final Gateway gateway = new Gateway(
            new City("hamburg", cityKey, Bytes.wrap(new byte[32])),
            List.of(Route.open("city"), Route.open("authority")),
            new Gateway.Ledgers(
                    List.of(ChainDoor.of(city), ChainDoor.of(authority)),
                    ThingRegistry.of(authority),
                    name -> cluster.chain(name).map(ChainDoor::of),
                    attempts),
            Bounds.STANDARD,
            () -> Instant.ofEpochMilli(START));
    private long sequence;

    private OrderCluster cluster() {
        Member.Endpoint nowhere = new Member.Endpoint("127.0.0.1", 1);
        Member member = new Member(
                0,
                "hamburg",
                new Member.Home("hamburg", "hamburg"),
                cityKey.publicKey(),
                new Member.Doors(nowhere, nowhere),
                Bytes.EMPTY);
        Roster roster = new Roster("main", 0, List.of(member));
        Genesis genesis = new Genesis(
                "test",
                START,
                Limits.STANDARD,
                List.of(new Organisation("hamburg", orgKey.publicKey())),
                roster,
                List.of(
                        new ChainSpec("authority", Category.AUTHORITY, "main", List.of(Envelope.COSE)),
                        new ChainSpec("city", Category.PUBLIC, "main", List.of(Envelope.COSE, Envelope.FRAME))));
        OrderCluster made = OrderCluster.open(new ClusterParts(
                new ClusterParts.Network(genesis, genesis.id(), roster),
                new ClusterParts.City(member, cityKey, Signatures.jdk(), () -> Instant.ofEpochMilli(START)),
                new ClusterParts.Stores(new MemoryStore(), new MemoryStore()),
                ClusterParts.Frameworks.NONE,
                Neighbours.NONE));
        made.start(order.member(0));
        return made;
    }

    @AfterEach
    void close() {
        gateway.close();
        cluster.close();
    }

    private Session session(Credential credential) {
        assertThat(gateway.open(credential)).isInstanceOf(Opening.Opened.class);
        return ((Opening.Opened) gateway.open(credential)).session();
    }

    private Delivery send(Session session, Uplink uplink) {
        CompletableFuture<Delivery> answer = new CompletableFuture<>();
        session.send(uplink, answer::complete);
        Await.until(
                Duration.ofSeconds(20),
                "an answer",
                () -> {
                    order.step();
                    return answer.isDone();
                },
                () -> "none");
        return answer.join();
    }

    private Uplink asOwner(String method, Cbor... arguments) {
        return asOwner("things", method, arguments);
    }

    private Uplink asOwner(String contract, String method, Cbor[] arguments) {
        Transaction transaction = Transaction.sign(
                new Intent(
                        authority.domain(),
                        Address.org("hamburg"),
                        new Lane(0, ++sequence),
                        new Window(START - 60_000, START + 3_600_000),
                        new Call.Invoke(contract, method, Cbor.array(arguments))),
                orgKey);
        return new Uplink("authority", "STATION1", Form.TRANSACTION, transaction.raw());
    }

    private Delivery enrol() {
        Cbor kind = Cbor.of("air-quality-station");
        Cbor at = Cbor.of("hamburg");
        return send(
                session(new Credential.SignatureAlone()),
                asOwner("enrol", Cbor.of("STATION1"), kind, at, Cbor.NULL, Cbor.NULL, Cbor.NULL));
    }

    private Credential token() {
        return new Credential.Token("STATION1", gateway.token("STATION1"));
    }

    @Test
    void a_thing_is_enrolled_through_the_door_and_its_readings_become_final() {
        assertThat(gateway.open(token())).isInstanceOf(Opening.Denied.class);
        assertThat(enrol()).isInstanceOf(Delivery.Final.class);
        Delivery delivery = send(session(token()), new Uplink("city", "STATION1", Form.SENML_JSON, SENML));
        assertThat(delivery).isInstanceOf(Delivery.Final.class);
        Transaction taken = city.block(((Delivery.Final) delivery).height())
                .orElseThrow()
                .entries()
                .getFirst()
                .transaction();
        assertThat(((Transaction.DeviceFrame) taken).frame().proxied()).isTrue();
    }

    @Test
    void what_a_contract_refuses_is_told_with_the_contracts_own_code() {
        enrol();
        assertThat(enrol()).isEqualTo(new Delivery.Refused("exists", "there is a thing STATION1 already"));
    }

    @Test
    void a_suspension_on_the_authority_chain_closes_the_door() {
        enrol();
        Session session = session(token());
        Uplink uplink = new Uplink("city", "STATION1", Form.SENML_JSON, SENML);
        assertThat(send(session, uplink)).isInstanceOf(Delivery.Final.class);
        Session stranger = session(new Credential.SignatureAlone());
        assertThat(send(stranger, asOwner("suspend", Cbor.of("STATION1")))).isInstanceOf(Delivery.Final.class);
        Await.until(
                Duration.ofSeconds(10),
                "the door closed",
                () -> gateway.open(token()) instanceof Opening.Denied,
                () -> "open");
        assertThat(send(session, uplink)).isInstanceOf(Delivery.Refused.class);
    }

    private void found(String name, String category) {
        Cbor charter = Cbor.map(
                Cbor.of("name"), Cbor.of(name),
                Cbor.of("category"), Cbor.of(category),
                Cbor.of("members"), Cbor.array(Cbor.of("hamburg")));
        Cbor motion = Cbor.map(Cbor.of("kind"), Cbor.of("found-chain"), Cbor.of("charter"), charter);
        Uplink founding = asOwner("council", "propose", new Cbor[] {motion});
        assertThat(send(session(new Credential.SignatureAlone()), founding)).isInstanceOf(Delivery.Final.class);
    }

    @Test
    void a_thing_reaches_chains_that_came_later_and_a_private_one_by_its_owners_right_alone() {
        enrol();
        Session session = session(token());
        found("quay", "consortium");
        found("hamburg.vault", "private");
        for (String chain : List.of("quay", "hamburg.vault"))
            assertThat(send(session, new Uplink(chain, "STATION1", Form.SENML_JSON, SENML)))
                    .isInstanceOf(Delivery.Final.class);
        Session stranger = session(new Credential.SignatureAlone());
        Delivery hidden = send(stranger, new Uplink("hamburg.vault", "STATION1", Form.SENML_JSON, SENML));
        assertThat(hidden)
                .isEqualTo(send(stranger, new Uplink("hamburg.nihil", "STATION1", Form.SENML_JSON, SENML)))
                .isEqualTo(send(session, new Uplink("hamburg.nihil", "STATION1", Form.SENML_JSON, SENML)));
        assertThat(gateway.time(Optional.of("hamburg.vault"))).isEmpty();
        assertThat(gateway.time(Optional.of("quay"))).isPresent();
        assertThat(attempts.of("hamburg.vault"))
                .extracting(kept -> kept.attempt().by() + " " + kept.attempt().asked())
                .containsExactly(NOBODY + " uplink senml-json of thing:STATION1", NOBODY + " time");
        assertThat(attempts.of("quay")).isEmpty();
        Session other = session(token());
        assertThat(send(other, new Uplink("hamburg.vault", "STATION2", Form.SENML_JSON, SENML)))
                .isEqualTo(send(other, new Uplink("hamburg.nihil", "STATION2", Form.SENML_JSON, SENML)));
        assertThat(attempts.of("hamburg.vault").getLast().attempt().by()).isEqualTo("thing:STATION1");
    }

    @Test
    void a_wrongly_signed_enrolment_changes_nothing() {
        Transaction.Cose forged = Transaction.sign(
                new Intent(
                        authority.domain(),
                        Address.org("hamburg"),
                        new Lane(0, 99),
                        new Window(START - 60_000, START + 3_600_000),
                        new Call.Invoke("things", "suspend", Cbor.array(Cbor.of("STATION1")))),
                cityKey);
        Delivery delivery = send(
                session(new Credential.SignatureAlone()),
                new Uplink("authority", "STATION1", Form.TRANSACTION, forged.raw()));
        assertThat(delivery).isInstanceOf(Delivery.Refused.class);
    }
}
