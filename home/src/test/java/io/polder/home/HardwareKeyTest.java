package io.polder.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The keys of a city and its organisation in a PKCS#11 module: SoftHSM, which needs no hardware.
class HardwareKeyTest {
    private static final String PIN = "8371";
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"),
            Path.of("/usr/local/lib/softhsm/libsofthsm2.so"),
            Path.of("/opt/homebrew/lib/softhsm/libsofthsm2.so"));

    @TempDir
    Path folder;

    private record Ran(int code, String out) {}

    private static Path library() {
        return LIBRARIES.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("expected SoftHSM: apt-get install softhsm2"));
    }

    private Ran run(String... words) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .put("SOFTHSM2_CONF", folder.resolve("softhsm2.conf").toString());
        builder.environment().put("TRIAL_PIN", PIN);
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), Files.readString(log).strip());
    }

    private Ran trial(String what) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                HardwareTrial.class.getName()));
        words.addAll(List.of(
                what,
                folder.resolve("city").toString(),
                library().toString(),
                folder.resolve("pin").toString()));
        return run(words.toArray(String[]::new));
    }

    @BeforeEach
    void token() throws IOException, InterruptedException {
        Path tokens = Files.createDirectory(folder.resolve("tokens"));
        Files.writeString(
                folder.resolve("softhsm2.conf"), "directories.tokendir = " + tokens + "\nlog.level = ERROR\n");
        Files.writeString(folder.resolve("pin"), PIN + "\n");
        Ran made =
                run("softhsm2-util", "--init-token", "--free", "--label", "polder", "--so-pin", "1234", "--pin", PIN);
        assertThat(made.code()).as(made.out()).isZero();
    }

    @Test
    void a_citys_keys_live_in_the_module_and_sign_for_it() throws IOException, InterruptedException {
        Ran made = trial("create");
        assertThat(made.code()).as(made.out()).isZero();
        Ran used = trial("use");
        assertThat(used).isEqualTo(made);
        try (Stream<Path> keys = Files.list(folder.resolve("city").resolve("keys"))) {
            assertThat(keys.map(k -> k.getFileName().toString()))
                    .contains("city.p11", "organisation.p11")
                    .doesNotContain("city.key", "organisation.key");
        }
        assertThat(Files.readString(folder.resolve("city/keys/city.p11"))).doesNotContain(PIN);
        assertThat(trial("create").code()).as("a key is never replaced").isNotZero();
    }
}
