package io.polder.protocol.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.Vectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CborVectorsTest {
    static Stream<Vectors.Row> items() {
        return Vectors.rows("cbor.json", "items");
    }

    static Stream<Vectors.Row> refused() {
        return Vectors.rows("cbor.json", "refused");
    }

    @ParameterizedTest
    @MethodSource("items")
    void an_item_is_read_and_written_as_the_vectors_say(Vectors.Row row) {
        Cbor item = Cbor.decode(row.bytes("encoded"));
        assertThat(item.encode()).isEqualTo(row.bytes("encoded"));
        if (item instanceof Cbor.Real) {
            assertThat(item).isEqualTo(new Cbor.Real(Double.parseDouble(row.text("diagnostic"))));
        } else {
            assertThat(Diagnostic.of(item)).isEqualTo(row.text("diagnostic"));
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void what_is_not_the_one_encoding_is_refused(Vectors.Row row) {
        assertThatThrownBy(() -> Cbor.decode(row.bytes("encoded"))).isInstanceOf(Malformed.class);
    }
}
