package io.polder.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.CoseSign1;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.signature.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the example device makes, and what its page shows, is read back here. The mosquitto clients are played by two
/// scripts that answer and keep; the doors' own tests use the true ones.
class DeviceExampleTest {
    private static final Path ROOT = Path.of(System.getProperty("polder.root"));
    private static final Hash NETWORK = Hash.of(Bytes.utf8("a network"));
    private static final long NOW = 1_700_000_000_000L;
    private static final String ADVICE = "{\"network\":\"" + NETWORK + "\",\"chain\":\"city\",\"now\":" + NOW
            + ",\"validFrom\":1699999880000,\"expires\":1700000600000}";

    @TempDir
    private Path folder;

    @BeforeEach
    void play_the_mosquitto_clients() throws IOException {
        script("mosquitto_rr", "echo '" + ADVICE + "'");
        script("mosquitto_pub", "echo \"$@\" >'" + folder + "/arguments'; cat >'" + folder + "/published'");
    }

    private void script(String name, String body) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private Bytes published(String topic, String... arguments) throws Exception {
        ProcessBuilder device = new ProcessBuilder("python3", "-B", ROOT + "/examples/device/device.py");
        device.command().addAll(List.of(arguments));
        device.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
        Process process = device.directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(() -> read(folder.resolve("output"))).isZero();
        assertThat(read(folder.resolve("arguments"))).contains("-q 1", "-t " + topic);
        return Bytes.wrap(Files.readAllBytes(folder.resolve("published")));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private SigningKey key(String name) throws IOException {
        return SigningKey.load(Bytes.wrap(Files.readAllBytes(folder.resolve(name))));
    }

    private static void holds(CoseSign1 signed, SigningKey key) {
        assertThat(signed.kid()).isEqualTo(key.publicKey().thumbprint().bytes());
        assertThat(Signatures.jdk().check(key.publicKey(), signed.toBeSigned(), signed.signature()))
                .isInstanceOf(Verdict.Valid.class);
    }

    @Test
    void the_device_is_enrolled_by_its_owner_and_shows_that_it_holds_its_key() throws Exception {
        SigningKey owner = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        Files.write(folder.resolve("owner.key"), owner.save().toArray());
        Bytes raw = published(
                "polder/v1/authority/demo-1/tx",
                ("enrol --thing demo-1 --city hamburg --owner hamburg --owner-key owner.key").split(" "));

        Transaction.Cose enrolment = (Transaction.Cose) Transaction.decode(Envelope.COSE, raw);
        holds(enrolment.signed(), owner);
        assertThat(enrolment.intent().domain()).isEqualTo(new Domain(NETWORK, "authority"));
        assertThat(enrolment.intent().sender()).isEqualTo(Address.org("hamburg"));
        Call.Invoke call = (Call.Invoke) enrolment.intent().call();
        List<Cbor> arguments = call.arguments().asArray(6);
        SigningKey own = key("demo-1.key");
        assertThat(arguments.get(3)).isEqualTo(own.publicKey().toCose());
        Bytes shown = new Domain(NETWORK, "authority")
                .wrap(
                        "possession",
                        Address.thing("demo-1").toCbor(),
                        own.publicKey().toCose())
                .encode();
        holds(
                new CoseSign1(
                        Algorithm.ED25519,
                        own.publicKey().thumbprint().bytes(),
                        shown,
                        arguments.get(4).asBytes()),
                own);
        assertThat(Files.getPosixFilePermissions(folder.resolve("demo-1.key")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void the_device_signs_a_frame_with_a_key_that_polder_made() throws Exception {
        SigningKey own = SigningKey.generate(Algorithm.ED25519, new SecureRandom());
        Files.write(folder.resolve("demo-1.key"), own.save().toArray());
        Bytes raw = published(
                "polder/v1/city/demo-1/frame",
                "send --thing demo-1 temperature=21.5 humidity=40 height=-0.25 zero=0 much=1E+2".split(" "));

        Transaction.DeviceFrame frame = (Transaction.DeviceFrame) Transaction.decode(Envelope.FRAME, raw);
        holds(frame.signed(), own);
        assertThat(frame.frame().sender()).isEqualTo(Address.thing("demo-1"));
        assertThat(frame.frame().readings())
                .containsExactly(
                        reading("temperature", "21.5"),
                        reading("humidity", "40"),
                        reading("height", "-0.25"),
                        reading("zero", "0"),
                        reading("much", "100"));
    }

    @Test
    void the_example_on_the_page_is_a_frame_whose_signature_holds() {
        var block = Pattern.compile("```hex\n(.*?)```", Pattern.DOTALL).matcher(read(ROOT.resolve("docs/device.md")));
        assertThat(block.find()).isTrue();
        String hex = block.group(1)
                .lines()
                .map(line -> line.strip().split(" {2,}", 2)[0])
                .map(line -> line.replace(" ", ""))
                .collect(Collectors.joining());
        Transaction.DeviceFrame frame = (Transaction.DeviceFrame) Transaction.decode(Envelope.FRAME, Bytes.hex(hex));
        assertThat(frame.raw().size()).isEqualTo(286);
        assertThat(frame.frame().lane()).isEqualTo(new Lane(0, 7));
        assertThat(frame.frame().readings()).containsExactly(reading("temperature", "21.5"), reading("humidity", "40"));
        var key = new io.polder.protocol.signature.PublicKey(
                Algorithm.ED25519, Bytes.hex("03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"));
        assertThat(Signatures.jdk()
                        .check(key, frame.signed().toBeSigned(), frame.signed().signature()))
                .isInstanceOf(Verdict.Valid.class);
    }

    private static Bytes reading(String name, String value) {
        return new Reading(
                        Optional.empty(),
                        name,
                        Optional.empty(),
                        new Reading.Value.Quantity(new BigDecimal(value)),
                        NOW)
                .encode();
    }
}
