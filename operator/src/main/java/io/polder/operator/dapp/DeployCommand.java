package io.polder.operator.dapp;

import io.polder.cli.AtNode;
import io.polder.cli.ExitCodes;
import io.polder.cli.Failure;
import io.polder.evm.ledger.ChainNumber;
import io.polder.evm.rlp.Rlp;
import io.polder.evm.word.Word;
import io.polder.protocol.Domain;
import io.polder.protocol.encoding.Hash;
import io.polder.protocol.encoding.Malformed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Puts a compiled contract on a chain.
@Command(
        name = "deploy",
        description = "put a compiled contract on a chain",
        footer = {
            "",
            "ARTIFACT is what hardhat, foundry or solc writes: JSON with abi and bytecode. The key file holds a",
            "private key of Ethereum's kind, 64 hexadecimal digits, and only its owner may read it. Put --",
            "before a negative number. Arrays are written as JSON, structs as arrays or objects: '[1, [\"0xab\"]]'.",
            "Gas has no price; credits that cannot be traded bound it on a public chain.",
            "",
            "Examples:",
            "  polder dapp deploy artifacts/contracts/Token.sol/Token.json --chain city --key-file wallet.hex 1000000",
            "  polder dapp deploy out.json --contract Market --chain solar --key-file wallet.hex 0x5290…9EE7",
            "  polder dapp deploy Depth.json --chain city --key-file wallet.hex --json -- -5"
        })
final class DeployCommand implements Callable<Integer> {
    @Mixin
    private AtNode node;

    @Parameters(index = "0", paramLabel = "ARTIFACT", description = "the compiled contract, a JSON file")
    private Path file;

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "what its constructor takes")
    private List<String> arguments = List.of();

    @Option(names = "--chain", paramLabel = "CHAIN", required = true, description = "the chain that it lives on")
    private String chain;

    @Option(
            names = {"--key-file", "--private-key-file"},
            paramLabel = "FILE",
            required = true,
            description = "the private key of the wallet that signs")
    private Path keyFile;

    @Option(names = "--contract", paramLabel = "NAME", description = "which one, if the artifact holds several")
    private String contract;

    @Option(names = "--gas", paramLabel = "N", description = "the most gas it may use (default: as the node estimates)")
    private Long gas;

    @Option(
            names = "--genesis",
            paramLabel = "FINGERPRINT",
            description = "refuse to sign for any other network (default: the profile's, else the node's word)")
    private String genesis;

    @Option(names = "--timeout", paramLabel = "S", defaultValue = "30", description = "seconds to wait (default: 30)")
    private int timeout;

    @Override
    public Integer call() {
        if (gas != null && gas <= 0) throw Failure.usage("--gas: expected a positive number, got " + gas, "");
        Artifact artifact = Artifact.read(file, Optional.ofNullable(contract));
        byte[] code = Rlp.concat(artifact.bytecode(), Arguments.encode(artifact.parameters(), arguments));
        WalletFile wallet = WalletFile.read(keyFile);
        EthereumNode ethereum = new EthereumNode(node.client(), chain);
        Deployment deployment = new Deployment(ethereum, wallet, artifact, Duration.ofSeconds(timeout));
        try {
            Word id = ethereum.quantity("eth_chainId");
            checkNetwork(id);
            Deployment.Deployed done = deployment.run(id, code, Optional.ofNullable(gas));
            node.common()
                    .say(
                            done.toJson().put("chain", chain).put("rpc", ethereum.url()),
                            artifact.name() + " is at " + done.address() + " on chain " + chain + ", final in block "
                                    + done.block(),
                            "  transaction " + done.transaction() + ", gas " + done.gas(),
                            "Next: give ethers, viem, cast or hardhat this address, the chain id " + done.chainId()
                                    + " and",
                            "  " + ethereum.url());
            return ExitCodes.DONE;
        } catch (EthereumNode.Refused refused) {
            throw deployment.failure(refused);
        }
    }

    /// The chain's id follows from the network's fingerprint, so a node cannot make us sign for another network.
    private void checkNetwork(Word id) {
        Optional<String> expected =
                Optional.ofNullable(genesis).or(() -> node.common().profile().genesis());
        if (expected.isEmpty()) return;
        try {
            Domain domain = new Domain(Hash.hex(expected.get()), chain);
            if (!ChainNumber.word(domain).equals(id))
                throw new Failure(
                        ExitCodes.REFUSED,
                        "the node's chain " + chain + " is not of the network " + expected.get() + ": its chain id is "
                                + id.toBigInteger(),
                        "Is --url the right node?");
        } catch (Malformed e) {
            throw Failure.usage("--genesis or --chain: " + e.getMessage(), "");
        }
    }
}
