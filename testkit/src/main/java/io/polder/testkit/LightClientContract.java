package io.polder.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.interchain.LightClient;
import io.polder.interchain.LightClient.Judgement;
import io.polder.interchain.Packet;
import io.polder.protocol.encoding.Bytes;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What every check of a foreign chain promises whoever trusts it.
public abstract class LightClientContract {
    private static final int RANDOM = 2_000;
    private static final int RANDOM_SIZE_MAX = 400;

    /// What a light client's own test gives: what is trusted at first, three headers or more in
    /// their order, a packet that the last of them commits to and the one before does not, its
    /// proof, and a header of another chain.
    public record Sample(Bytes trusted, List<Bytes> headers, Packet packet, Bytes proof, Bytes foreign, long time) {}

    protected abstract LightClient client();

    protected abstract Sample sample();

    private static Bytes held(Judgement judgement) {
        assertThat(judgement).isInstanceOf(Judgement.Holds.class);
        return ((Judgement.Holds) judgement).trusted();
    }

    private static void refused(Judgement judgement) {
        assertThat(judgement).isInstanceOfSatisfying(Judgement.Refused.class, r -> {
            assertThat(r.expected()).isNotBlank();
            assertThat(r.got()).isNotBlank();
        });
    }

    private Bytes followed(int headers) {
        Sample s = sample();
        Bytes trusted = s.trusted();
        for (Bytes header : s.headers().subList(0, headers)) trusted = held(client().follow(trusted, header, s.time()));
        return trusted;
    }

    private Bytes newest() {
        return followed(sample().headers().size());
    }

    @Test
    protected void it_names_the_kind_of_chain() {
        assertThat(client().kind()).matches("[a-z][a-z0-9-]*");
    }

    @Test
    protected void it_follows_headers_and_holds_what_they_commit_to() {
        assertThat(sample().headers()).hasSizeGreaterThanOrEqualTo(3);
        assertThat(held(client().holds(newest(), sample().packet(), sample().proof())))
                .isEqualTo(newest());
    }

    @Test
    protected void the_same_question_has_the_same_answer() {
        Sample s = sample();
        for (Bytes header : s.headers())
            assertThat(client().follow(s.trusted(), header, s.time()))
                    .isEqualTo(client().follow(s.trusted(), header, s.time()));
        assertThat(client().holds(newest(), s.packet(), s.proof()))
                .isEqualTo(client().holds(newest(), s.packet(), s.proof()));
    }

    @Test
    protected void a_packet_is_not_believed_before_its_header_is_trusted() {
        Sample s = sample();
        refused(client().holds(s.trusted(), s.packet(), s.proof()));
        refused(client().holds(followed(s.headers().size() - 1), s.packet(), s.proof()));
    }

    @Test
    protected void what_is_trusted_never_goes_back() {
        Sample s = sample();
        for (Bytes older : s.headers()) refused(client().follow(newest(), older, s.time()));
    }

    @Test
    protected void a_header_of_another_chain_is_refused() {
        refused(client().follow(sample().trusted(), sample().foreign(), sample().time()));
    }

    @Test
    protected void a_packet_with_anything_changed_is_refused() {
        Packet p = sample().packet();
        Packet.Port there = new Packet.Port("elsewhere", "elsewhere", "elsewhere");
        byte[] data = p.data().toArray();
        List<Packet> others = List.of(
                new Packet(there, p.destination(), p.sequence(), p.expires(), p.data()),
                new Packet(p.source(), there, p.sequence(), p.expires(), p.data()),
                new Packet(p.source(), p.destination(), p.sequence() + 1, p.expires(), p.data()),
                new Packet(p.source(), p.destination(), p.sequence(), p.expires() + 1, p.data()),
                new Packet(
                        p.source(),
                        p.destination(),
                        p.sequence(),
                        p.expires(),
                        Bytes.concat(p.data(), Bytes.utf8("x"))),
                new Packet(
                        p.source(),
                        p.destination(),
                        p.sequence(),
                        p.expires(),
                        Bytes.wrap(data).slice(0, Math.max(0, data.length - 1))));
        for (Packet other : others) refused(client().holds(newest(), other, sample().proof()));
    }

    @Test
    protected void no_byte_of_a_header_or_a_proof_can_change() {
        Sample s = sample();
        Bytes newest = newest();
        each(s.headers().getFirst(), header -> client().follow(s.trusted(), header, s.time()));
        each(s.proof(), proof -> client().holds(newest, s.packet(), proof));
    }

    private static void each(Bytes whole, Function<Bytes, Judgement> question) {
        for (int at = 0; at < whole.size(); at++) {
            for (int bit = 0; bit < Byte.SIZE; bit++) {
                byte[] changed = whole.toArray();
                changed[at] ^= (byte) (1 << bit);
                refused(question.apply(Bytes.wrap(changed)));
            }
            refused(question.apply(whole.slice(0, at)));
        }
        refused(question.apply(Bytes.concat(whole, Bytes.of((byte) 0))));
    }

    @Test
    protected void nothing_that_is_sent_makes_it_throw() {
        Sample s = sample();
        Random random = new Random(1);
        Bytes newest = newest();
        for (int i = 0; i < RANDOM; i++) {
            byte[] bytes = new byte[random.nextInt(RANDOM_SIZE_MAX)];
            random.nextBytes(bytes);
            Bytes foreign = Bytes.wrap(bytes);
            refused(client().follow(s.trusted(), foreign, s.time()));
            refused(client().holds(newest, s.packet(), foreign));
        }
    }
}
