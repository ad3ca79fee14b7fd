package io.polder.operator;

import io.polder.cli.CommandProvider;
import io.polder.cli.Failure;
import io.polder.home.HardwareKey;
import io.polder.operator.dapp.DappCommand;
import io.polder.protocol.signature.SigningKey;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The commands of whoever runs city nodes.
public final class OperatorCommands implements CommandProvider {
    public OperatorCommands() {
        // found through ServiceLoader
    }

    @Override
    public List<Object> commands() {
        return List.of(
                new InitCommand(),
                new HsmCommand(),
                new FoundCommand(),
                new NodeCommand(),
                new UpCommand(),
                new DemoCommand(),
                new DappCommand(),
                new CheckCommand());
    }

    @Override
    public List<Object> cityCommands() {
        return List.of(new CityJoinCommand(), new CityReplaceKeyCommand());
    }

    @Override
    public Optional<SigningKey> key(Path file) {
        if (!file.toString().endsWith(HardwareKey.SUFFIX) || !Files.exists(file)) return Optional.empty();
        try {
            return Optional.of(HardwareKey.read(file).open());
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw Failure.usage(String.valueOf(e.getMessage()), "Is the module there, and the PIN right? See " + file);
        }
    }
}
