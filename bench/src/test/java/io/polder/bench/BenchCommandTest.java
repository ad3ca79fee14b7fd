package io.polder.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polder.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shape of what `polder bench` prints, from the shortest run there is.
class BenchCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int polder(String... words) {
        return Main.run(new PrintWriter(out), new PrintWriter(err), words);
    }

    @Test
    void a_short_run_over_four_cities_prints_one_object_for_a_figure() throws IOException {
        int code = polder(
                "bench",
                "signed",
                "--json",
                "--seconds",
                "2",
                "--warm-up",
                "1",
                "--in-flight",
                "200",
                "--dir",
                folder.toString(),
                "--keep");
        assertThat(code).as(err.toString()).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(1);
        JsonNode figure = new ObjectMapper().readTree(lines.getFirst());
        assertThat(figure.fieldNames())
                .toIterable()
                .containsExactly("figure", "value", "unit", "bound", "ratio", "conditions");
        assertThat(figure.path("figure").asText()).isEqualTo("signed");
        assertThat(figure.path("value").asDouble()).isPositive();
        assertThat(figure.path("bound").asDouble())
                .isGreaterThan(figure.path("value").asDouble());
        assertThat(figure.path("ratio").asDouble()).isBetween(0.0, 1.0);
        assertThat(figure.path("conditions").path("failed").asInt()).isZero();
        assertThat(figure.path("conditions").path("checks_per_tx_and_city").asDouble())
                .isBetween(0.5, 2.0);
    }

    @Test
    void several_figures_come_one_after_another_from_processes_of_their_own() throws IOException {
        int code = polder(
                "bench", "signed", "batches", "--json", "--seconds", "2", "--warm-up", "1", "--in-flight", "200");
        assertThat(code).as(err.toString()).isZero();
        List<String> figures = new ArrayList<>();
        for (String line : out.toString().lines().toList())
            figures.add(new ObjectMapper().readTree(line).path("figure").asText());
        assertThat(figures).containsExactly("signed", "batches");
    }

    @Test
    void an_unknown_figure_is_named_with_those_there_are() {
        assertThat(polder("bench", "speed")).isEqualTo(2);
        assertThat(err.toString()).contains("no figure speed").contains("signed");
    }
}
