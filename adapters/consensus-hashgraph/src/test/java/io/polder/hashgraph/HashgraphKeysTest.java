package io.polder.hashgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polder.protocol.encoding.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HashgraphKeysTest {
    @TempDir
    Path directory;

    private final HashgraphKeys keys = HashgraphKeys.create(new SecureRandom(), 3);

    @Test
    void keys_come_back_from_a_file_that_only_the_owner_may_read() throws IOException {
        Path file = directory.resolve("engine.keys");
        keys.save(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        HashgraphKeys loaded = HashgraphKeys.load(file);
        assertThat(loaded.publicPart()).isEqualTo(keys.publicPart());
        assertThat(loaded.inEngineForm().sigKeyPair().getPrivate().getEncoded())
                .isEqualTo(keys.inEngineForm().sigKeyPair().getPrivate().getEncoded());
        assertThat(loaded.inEngineForm().agrKeyPair().getPrivate().getEncoded())
                .isEqualTo(keys.inEngineForm().agrKeyPair().getPrivate().getEncoded());
        assertThat(loaded.inEngineForm().agrCert())
                .isEqualTo(keys.inEngineForm().agrCert());
    }

    @Test
    void saving_again_replaces_the_file_and_leaves_no_draft() throws IOException {
        Path file = directory.resolve("engine.keys");
        keys.save(file);
        HashgraphKeys other = HashgraphKeys.create(new SecureRandom(), 3);
        other.save(file);
        assertThat(HashgraphKeys.load(file).publicPart()).isEqualTo(other.publicPart());
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void the_same_number_gets_other_keys_each_time() {
        assertThat(HashgraphKeys.create(new SecureRandom(), 3).publicPart()).isNotEqualTo(keys.publicPart());
    }

    @Test
    void the_public_part_is_an_ed25519_certificate() throws CertificateException {
        var certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(keys.publicPart().toArray()));
        assertThat(certificate.getPublicKey().getAlgorithm()).isIn("Ed25519", "EdDSA");
    }

    @Test
    void a_name_tells_no_secret() {
        String secret = Bytes.wrap(keys.inEngineForm().sigKeyPair().getPrivate().getEncoded())
                .toHex();
        assertThat(keys.toString()).contains("engine keys of").doesNotContain(secret.substring(32));
    }

    @Test
    void a_broken_file_is_refused_with_its_name() throws IOException {
        Path file = directory.resolve("engine.keys");
        keys.save(file);
        byte[] whole = Files.readAllBytes(file);
        for (int size : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, size));
            assertThatThrownBy(() -> HashgraphKeys.load(file))
                    .isInstanceOf(HashgraphFailure.class)
                    .hasMessageContaining("engine.keys");
        }
        assertThatThrownBy(() -> HashgraphKeys.load(directory.resolve("absent")))
                .isInstanceOf(HashgraphFailure.class);
    }
}
