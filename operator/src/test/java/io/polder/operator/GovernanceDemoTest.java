package io.polder.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
class GovernanceDemoTest {
    @TempDir
    Path folder;

    @Test
    void a_network_of_processes_governs_itself_and_loses_nothing() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = io.polder.cli.Main.run(
                new PrintWriter(out),
                new PrintWriter(err),
                "demo",
                "governance",
                "--json",
                "--dir",
                folder.toString(),
                "--data",
                Path.of("..", "examples", "data").toString());
        assertThat(code).as(err + "\n" + out).isZero();
        JsonNode last = Json.parse(out.toString().lines().reduce((a, b) -> b).orElseThrow());
        assertThat(last.path("demo").asText()).isEqualTo("ok");
        assertThat(last.path("lost").asLong(-1)).isZero();
        assertThat(last.path("private_hidden").asBoolean()).isTrue();
        assertThat(last.path("verified").asBoolean()).isTrue();
        assertThat(last.path("epochs").asLong()).isEqualTo(4);
    }
}
