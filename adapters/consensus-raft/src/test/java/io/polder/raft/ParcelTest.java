package io.polder.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ParcelTest {
    private static final int TRIES = 20_000;

    @Test
    void what_is_sent_arrives() {
        Parcel parcel = new Parcel(7, List.of(Bytes.utf8("a"), Bytes.EMPTY, Bytes.utf8("long ".repeat(99))));
        assertThat(Parcel.decode(parcel.encode())).isEqualTo(parcel);
    }

    @Test
    void any_bytes_are_read_or_refused() {
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < TRIES; i++) {
            ByteBuffer bytes = new Parcel(i, List.of(Bytes.utf8("one"), Bytes.utf8("two"))).encode();
            byte[] changed = new byte[random.nextInt(bytes.remaining() + 1)];
            bytes.get(changed);
            if (changed.length > 0) changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                Parcel.decode(ByteBuffer.wrap(changed));
            } catch (Malformed e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void what_waits_is_bounded_and_leaves_in_order() throws InterruptedException {
        Waiting waiting = new Waiting(3);
        for (int i = 0; i < 5; i++) waiting.offer(Bytes.of((byte) i));
        assertThat(waiting.take()).containsExactly(Bytes.of((byte) 0), Bytes.of((byte) 1), Bytes.of((byte) 2));
    }
}
