package io.polder.hashgraph;

import static org.assertj.core.api.Assertions.assertThat;

import com.hedera.pbj.runtime.io.buffer.Bytes;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameTest {
    private final Random random = new Random(7);

    @Test
    void every_kind_comes_back_with_its_payload() {
        for (Frame kind : Frame.values())
            for (int size : new int[] {0, 1, 200, Frame.PAYLOAD_MAX}) {
                byte[] payload = new byte[size];
                random.nextBytes(payload);
                Bytes framed = kind.around(payload);
                assertThat(Frame.of(framed)).contains(kind);
                assertThat(Frame.payload(framed)).isEqualTo(io.polder.protocol.encoding.Bytes.of(payload));
            }
    }

    @Test
    void a_frame_fits_the_engine() {
        assertThat(Frame.TRANSACTION.around(new byte[Frame.PAYLOAD_MAX]).length())
                .isLessThanOrEqualTo(133_120);
    }

    @Test
    void bytes_of_strangers_are_a_frame_or_none() {
        assertThat(Frame.of(Bytes.EMPTY)).isEmpty();
        assertThat(Frame.of(Bytes.wrap(new byte[Frame.PAYLOAD_MAX + 2]))).isEmpty();
        for (int first = 0; first < 256; first++) {
            byte[] bytes = new byte[1 + random.nextInt(40)];
            random.nextBytes(bytes);
            bytes[0] = (byte) first;
            assertThat(Frame.of(Bytes.wrap(bytes)).isPresent()).isEqualTo(first < Frame.values().length);
        }
    }
}
