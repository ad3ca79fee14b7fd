package io.polder.home;

import io.polder.protocol.Names;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Cbor;
import io.polder.protocol.signature.Algorithm;
import io.polder.protocol.signature.PublicKey;
import io.polder.protocol.signature.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// Keys that this node keeps for people who have asked it to. Each lies in a file of its own, encrypted (AES-256-GCM)
/// under a passphrase that its owner alone knows and that is kept nowhere; there is no way to take a key out.
public final class HostedKeys {
    public static final int KEYS_MAX = 10_000;
    public static final int PASSPHRASE_MIN = 12;
    public static final int PASSPHRASE_MAX = 256;
    private static final int ITERATIONS = 600_000;
    private static final int SALT = 16;
    private static final int NONCE = 12;
    private static final int KEY_BITS = 256;
    private static final int TAG_BITS = 128;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final SecureRandom random = new SecureRandom();

    public HostedKeys(Path folder) {
        this.folder = folder;
    }

    /// Makes a key for a person; empty when there is one already, which is never replaced, or when there are too many.
    public Optional<PublicKey> create(String person, String passphrase) {
        Path file = file(person);
        try {
            Files.createDirectories(folder);
            if (Files.exists(file) || full()) return Optional.empty();
            SigningKey key = SigningKey.generate(Algorithm.ED25519, random);
            Bytes content = sealed(person, key, passphrase);
            Path fresh = Files.createTempFile(folder, ".", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            Files.write(fresh, content.shared(), StandardOpenOption.WRITE);
            Files.move(fresh, file);
            return Optional.of(key.publicKey());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private boolean full() throws IOException {
        try (Stream<Path> keys = Files.list(folder)) {
            return keys.count() >= KEYS_MAX;
        }
    }

    /// The key of a person, for one signature; empty when there is none or the passphrase is another one.
    public Optional<SigningKey> open(String person, String passphrase) {
        Path file = file(person);
        if (!Files.exists(file)) return Optional.empty();
        List<Cbor> f = Cbor.decode(CityHome.read(file)).asArray(4);
        try {
            Cipher cipher = cipher(
                    Cipher.DECRYPT_MODE,
                    person,
                    secret(passphrase, f.get(1).asBytes(), f.get(0).asCode()),
                    f.get(2).asBytes());
            return Optional.of(
                    SigningKey.load(Bytes.wrap(cipher.doFinal(f.get(3).asBytes().shared()))));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }

    private Bytes sealed(String person, SigningKey key, String passphrase) {
        byte[] salt = new byte[SALT];
        byte[] nonce = new byte[NONCE];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        try {
            Cipher cipher = cipher(
                    Cipher.ENCRYPT_MODE, person, secret(passphrase, Bytes.wrap(salt), ITERATIONS), Bytes.wrap(nonce));
            Bytes content = Bytes.wrap(cipher.doFinal(key.save().shared()));
            return Cbor.array(
                            Cbor.of(ITERATIONS),
                            Cbor.of(Bytes.wrap(salt)),
                            Cbor.of(Bytes.wrap(nonce)),
                            Cbor.of(content))
                    .encode();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no AES-GCM", e);
        }
    }

    /// The name is bound to the content: nobody passes one file off as another's.
    private static Cipher cipher(int mode, String person, SecretKeySpec secret, Bytes nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, secret, new GCMParameterSpec(TAG_BITS, nonce.shared()));
        cipher.updateAAD(Bytes.utf8(person).shared());
        return cipher;
    }

    private static SecretKeySpec secret(String passphrase, Bytes salt, int iterations) throws GeneralSecurityException {
        PBEKeySpec spec = new PBEKeySpec(passphrase.toCharArray(), salt.toArray(), iterations, KEY_BITS);
        byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(spec)
                .getEncoded();
        return new SecretKeySpec(key, "AES");
    }

    private Path file(String person) {
        if (!Names.valid(person)) throw new IllegalArgumentException("expected a person's name");
        return folder.resolve(person + ".sealed");
    }
}
