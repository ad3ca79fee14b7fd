package io.polder.operator;

import io.polder.cli.CommandProvider;
import io.polder.operator.dapp.DappCommand;
import java.util.List;

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
}
