package io.polder.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.Address;
import io.polder.protocol.Block;
import io.polder.protocol.Entry;
import io.polder.protocol.Event;
import io.polder.protocol.Outcome;
import io.polder.protocol.Transaction;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.SigningKey;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What each kind of key may sign, at every city.
class KeyUsesTest {
    private static final Address BERLIN = Address.org("berlin");

    private final FourCities net = new FourCities();
    private final SigningKey own = net.orgKeys.getFirst();
    private final SigningKey other = net.key();

    @AfterEach
    void close() {
        net.close();
    }

    private Transaction authority(SigningKey key, String method, Cbor... arguments) {
        return net.call("authority", BERLIN, key, "authority", method, Cbor.array(arguments));
    }

    private Transaction save(SigningKey key, String name) {
        return net.call("city", BERLIN, key, "kv", "save", Cbor.array(Cbor.of(name), Cbor.of("1")));
    }

    private Entry done(Transaction transaction) {
        assertThat(net.chain(0, chain(transaction)).submit(transaction)).isInstanceOf(Admission.Pending.class);
        net.order.step();
        Standing.Settled settled =
                (Standing.Settled) net.chain(2, chain(transaction)).standing(transaction.id());
        Block block = net.chain(2, chain(transaction))
                .block(settled.settlement().height())
                .orElseThrow();
        Entry entry = block.entries().get(settled.settlement().index());
        assertThat(entry.receipt().outcome()).isInstanceOf(Outcome.Succeeded.class);
        return entry;
    }

    private static String chain(Transaction transaction) {
        return Opened.intent(transaction).orElseThrow().domain().chain();
    }

    private RefusalCode refused(Transaction transaction) {
        Admission admission = net.chain(0, chain(transaction)).submit(transaction);
        assertThat(admission).isInstanceOf(Admission.Refused.class);
        // A city that lets all in changes nothing: no city finds a place for it.
        net.engines.get(3).submit(transaction.wire());
        net.order.step();
        assertThat(net.chain(2, chain(transaction)).standing(transaction.id())).isInstanceOf(Standing.Unknown.class);
        return ((Admission.Refused) admission).code();
    }

    private void add(String use) {
        done(authority(own, "add-key-for", BERLIN.toCbor(), other.publicKey().toCose(), Cbor.NULL, Cbor.of(use)));
    }

    @Test
    void a_recovery_key_recovers_and_does_nothing_else() {
        add("recover");
        assertThat(refused(save(other, "a"))).isEqualTo(RefusalCode.NOT_PERMITTED);
        SigningKey next = net.key();
        assertThat(refused(authority(own, "recover", next.publicKey().toCose(), Cbor.NULL)))
                .isEqualTo(RefusalCode.NOT_PERMITTED);
        done(authority(other, "recover", next.publicKey().toCose(), Cbor.NULL));
        assertThat(refused(save(own, "b"))).isEqualTo(RefusalCode.UNKNOWN_KEY);
        done(save(next, "c"));
    }

    @Test
    void a_key_for_reading_signs_no_transaction() {
        add("read");
        assertThat(refused(save(other, "a"))).isEqualTo(RefusalCode.NOT_PERMITTED);
        done(save(own, "b"));
    }

    @Test
    void what_a_hosted_key_signs_is_marked_for_ever_and_nothing_else_is() {
        add("hosted");
        assertThat(done(save(own, "a")).receipt().events())
                .noneMatch(e -> e.topic().equals("hosted-key"));
        List<Event> events = done(save(other, "b")).receipt().events();
        assertThat(events.getLast())
                .isEqualTo(new Event(
                        "authority", "hosted-key", Cbor.of(other.publicKey().thumbprint())));
        assertThat(net.order.disputes()).isEmpty();
    }
}
