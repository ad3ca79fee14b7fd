package io.polder.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.proof.Proof;
import io.polder.protocol.proof.ProofFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The page of limits says what the code keeps.
class LimitsTest {
    private static List<Long> numbers(String heading) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "spec", "limits.md"));
        String part = page.substring(page.indexOf(heading));
        int end = part.indexOf("\n## ", heading.length());
        return Pattern.compile("(?m)^\\| [a-z][^|]*\\| ([0-9]+) \\|")
                .matcher(end < 0 ? part : part.substring(0, end))
                .results()
                .map(found -> Long.parseLong(found.group(1)))
                .toList();
    }

    @Test
    void the_limits_of_a_network_are_those_of_the_page() throws IOException {
        Limits standard = Limits.STANDARD;
        assertThat(numbers("## 1."))
                .containsExactly(
                        standard.transactionBytes(),
                        standard.keyBytes(),
                        standard.valueBytes(),
                        standard.events(),
                        standard.rangeItems(),
                        standard.block().gas(),
                        standard.block().bytes(),
                        standard.block().transactions());
        assertThat(standard.transactionGas()).isEqualTo(standard.block().gas() / 8);
    }

    @Test
    void the_limits_of_the_format_are_those_of_the_page() throws IOException {
        assertThat(numbers("## 2."))
                .containsExactly(
                        (long) Names.LENGTH_MAX,
                        Window.SPAN_MAX_MS,
                        (long) Frame.READINGS_MAX,
                        (long) Reading.TEXT_MAX,
                        (long) Roster.MEMBERS_MAX,
                        (long) Cbor.DEPTH_MAX,
                        (long) Cbor.SCALE_MAX,
                        (long) Genesis.BYTES_MAX,
                        (long) Proof.BYTES_MAX,
                        (long) ProofFile.BYTES_MAX,
                        (long) ProofFile.HANDOVERS_MAX);
    }
}
