package io.polder.operator;

import io.polder.cli.Common;
import io.polder.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Shows a DApp made with Ethereum's own tools: neighbours sell solar power on a consortium's chain.
@Command(
        name = "evm",
        description = "neighbours sell solar power by a contract, with ethers, viem and web3 from npm",
        footer = {"", "Example:", "  polder demo evm --json | tail -1", "", "Exit code 0 when every balance is right."})
final class EvmDemoCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Option(names = "--dir", paramLabel = "DIR", description = "data (default: a new folder, removed at the end)")
    private Path folder;

    @Option(
            names = "--dapp",
            paramLabel = "DIR",
            defaultValue = "${sys:polder.root:-.}/examples/dapps/energy",
            description = "the DApp (${DEFAULT-VALUE})")
    private Path dapp;

    @Option(
            names = "--contracts",
            paramLabel = "DIR",
            defaultValue = "${sys:polder.root:-.}/contracts",
            description = "the interfaces of the network (${DEFAULT-VALUE})")
    private Path contracts;

    @Override
    public Integer call() throws IOException {
        Path home = folder == null ? Files.createTempDirectory("polder-evm") : folder;
        note("Installing ethers, viem, web3 and solc from npm by the lock file.");
        NodeTools tools = NodeTools.install(dapp, contracts, home.resolve("energy"));
        tools.run("compile");
        try (EvmDemo demo = EvmDemo.start(this::note, home, tools)) {
            demo.foundChain();
            boolean refused = demo.deploy();
            demo.grant();
            boolean waited = demo.waits();
            for (int period = 0; period < EvmDemo.PERIODS; period++) demo.period(period);
            EvmDemo.Audit audit = demo.audit();
            boolean ok = refused && waited && audit.settled();
            var summary = Json.object().put("demo", ok ? "ok" : "failed").put("transfers", audit.transfers());
            List.of("polder", "solc", "ethers", "viem", "web3").forEach(summary.withArray("tools")::add);
            common.say(summary.put("settled", audit.settled()), summary.toPrettyString());
            if (!ok) throw new Failure(1, "not all of it holds as it must", "keep " + home);
        }
        if (folder == null) DemoCommand.remove(home);
        return 0;
    }

    private void note(String line) {
        common.say(Json.object().put("note", line), line);
    }
}
