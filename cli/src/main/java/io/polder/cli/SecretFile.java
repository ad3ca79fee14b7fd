package io.polder.cli;

import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import io.polder.protocol.signature.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.ServiceLoader;

/// Files that only their owner may read (mode 600): keys and the profile.
public final class SecretFile {
    private SecretFile() {}

    /// Writes the whole file or nothing.
    static void write(Path file, byte[] content, boolean replace) {
        Path folder = file.toAbsolutePath().getParent();
        try {
            Files.createDirectories(folder);
            if (!replace && Files.exists(file)) throw new FileAlreadyExistsException(file.toString());
            Path fresh = Files.createTempFile(folder, ".", ".new", ownerOnly(folder));
            try {
                Files.write(fresh, content);
                if (replace) Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
                else Files.move(fresh, file);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (FileAlreadyExistsException e) {
            throw Failure.usage(file + " is there already", "Name another file; polder never replaces a key.");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        return Files.getFileStore(folder).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    public static void writeKey(Path file, SigningKey key) {
        write(file, key.save().toArray(), false);
    }

    /// The key in a file, or the one in a hardware module that the file tells of.
    public static SigningKey readKey(Path file) {
        for (CommandProvider provider : ServiceLoader.load(CommandProvider.class)) {
            Optional<SigningKey> elsewhere = provider.key(file);
            if (elsewhere.isPresent()) return elsewhere.get();
        }
        try {
            return SigningKey.load(Bytes.wrap(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            throw Failure.usage("there is no key file " + file, "Make one: polder key create " + file);
        } catch (IOException e) {
            throw Failure.usage("cannot read the key file " + file + ": " + e.getMessage(), "");
        } catch (Malformed e) {
            throw Failure.usage(file + " is no key of polder: " + e.getMessage(), "Make one: polder key create FILE");
        }
    }
}
