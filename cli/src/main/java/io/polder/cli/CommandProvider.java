package io.polder.cli;

import io.polder.protocol.signature.SigningKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Adds commands to `polder`. Providers are found on the class path through `ServiceLoader`: this is how the commands
/// that run nodes come in without the command line knowing of nodes.
public interface CommandProvider {
    /// Objects of classes annotated with picocli's `@Command`, each a `Callable<Integer>` or `Runnable`. They may take
    /// `Common` as a mixin, and throw `Failure`.
    List<Object> commands();

    /// The same for what stands below `polder city`.
    default List<Object> cityCommands() {
        return List.of();
    }

    /// The key that a file stands for when it is kept elsewhere, as in a hardware module; nothing for any other file.
    default Optional<SigningKey> key(Path file) {
        return Optional.empty();
    }
}
