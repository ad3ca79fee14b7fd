package io.polder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest {
    private static final String COMMANDS = """
            status
            thing
            thing enrol
            thing list
            thing show
            thing suspend
            thing resume
            thing retire
            thing token
            send
            readings
            kv
            kv get
            kv save
            kv update
            kv remove
            kv history
            kv range
            chain
            chain create
            chain attempts
            chain cities
            chain list
            chain show
            city
            city invite
            city leave
            city list
            propose
            propose policy
            propose admit
            propose remove
            propose quota
            propose cities
            propose register
            propose suspend
            propose restore
            propose rollback
            vote
            proposals
            proposals show
            proposals enact
            proposals withdraw
            policy
            policy show
            policy may
            meter
            blocks
            tx
            tail
            proof
            proof tx
            proof reading
            proof state
            verify
            key
            key create
            key show
            key list
            key add
            key rotate
            key revoke
            key recover
            key check
            ca
            ca create
            ca issue
            ca trust
            ca distrust
            ca present
            ca revoked
            ca list
            person
            person add
            person remove
            person list
            profile
            version
            help exit-codes
            """;

    static Stream<String> commands() {
        return Stream.concat(Stream.of(""), COMMANDS.lines());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_reads_as_it_was_agreed(String command) throws IOException {
        String[] words = command.startsWith("help")
                ? command.split(" ")
                : (command + " --help").strip().split(" ");
        Ran ran = Ran.of(words);
        assertThat(ran.code()).isZero();
        String file = "help/" + (command.isEmpty() ? "polder" : command.replace(' ', '-')) + ".txt";
        if (Boolean.getBoolean("polder.golden.write"))
            Files.writeString(Path.of("src/test/resources", file), ran.out());
        try (var golden = HelpTest.class.getClassLoader().getResourceAsStream(file)) {
            assertThat(golden)
                    .as(file + ": write it with -Dpolder.golden.write=true")
                    .isNotNull();
            assertThat(ran.out()).isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
