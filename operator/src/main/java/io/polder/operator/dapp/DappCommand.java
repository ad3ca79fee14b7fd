package io.polder.operator.dapp;

import picocli.CommandLine.Command;

/// Contracts made with Ethereum's tools.
@Command(
        name = "dapp",
        description = "deploy contracts made with Ethereum's tools",
        subcommands = DeployCommand.class,
        footer = {
            "",
            "Example:",
            "  polder dapp deploy artifacts/contracts/Token.sol/Token.json --chain city --key-file wallet.hex 1000"
        })
public final class DappCommand {}
