package io.polder.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Malformed;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadingTest {
    @Test
    void a_reading_reads_back() {
        Reading reading = new Reading(
                Optional.of("DEHH008"),
                "pm10",
                Optional.of("ug/m3"),
                new Reading.Value.Quantity(new BigDecimal("17.25")),
                1_700_000_000_123L);
        assertThat(Reading.decode(reading.encode())).isEqualTo(reading);
    }

    @Test
    void a_label_beyond_32_bits_is_not_cut_down_to_one_that_is_known() {
        Bytes reading = Cbor.map(
                        Cbor.of(0), Cbor.of("pm10"), Cbor.of(6), Cbor.of(1), Cbor.of((1L << 32) + 2), Cbor.of(5))
                .encode();
        assertThatThrownBy(() -> Reading.decode(reading)).isInstanceOf(Malformed.class);
    }
}
