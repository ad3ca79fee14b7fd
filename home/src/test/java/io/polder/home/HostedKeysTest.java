package io.polder.home;

import static org.assertj.core.api.Assertions.assertThat;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.Signatures;
import io.polder.protocol.signature.SigningKey;
import io.polder.protocol.signature.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostedKeysTest {
    private static final String PASSPHRASE = "correct horse battery";

    @TempDir
    Path folder;

    @Test
    void a_key_opens_with_its_owners_passphrase_alone_and_lies_nowhere_in_clear() throws IOException {
        HostedKeys keys = new HostedKeys(folder.resolve("hosted"));
        PublicKey made = keys.create("ada", PASSPHRASE).orElseThrow();
        SigningKey key = keys.open("ada", PASSPHRASE).orElseThrow();
        assertThat(key.publicKey()).isEqualTo(made);
        Bytes message = Bytes.utf8("a message");
        assertThat(Signatures.jdk().check(made, message, key.sign(message))).isInstanceOf(Verdict.Valid.class);
        assertThat(keys.open("ada", PASSPHRASE + "!")).isEmpty();
        assertThat(keys.open("bob", PASSPHRASE)).isEmpty();
        assertThat(keys.create("ada", "another passphrase")).isEmpty();
        Path file = folder.resolve("hosted/ada.sealed");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        String content = Bytes.wrap(Files.readAllBytes(file)).toHex();
        assertThat(content).doesNotContain(key.save().toHex());
        assertThat(content)
                .doesNotContain(Bytes.wrap(key.privateKey().getEncoded()).toHex());
        Files.copy(file, folder.resolve("hosted/eve.sealed"));
        assertThat(keys.open("eve", PASSPHRASE)).isEmpty();
    }
}
