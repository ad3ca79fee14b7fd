package io.polder.operator;

import io.polder.cli.Common;
import io.polder.cli.Failure;
import io.polder.home.CityHome;
import io.polder.node.CityNode;
import io.polder.rocksdb.SharedMemory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Runs one city node until it is told to end.
@Command(
        name = "node",
        description = "run one city node until Ctrl-C",
        footer = {
            "",
            "Exit code 75 after some fifty changes of the roster: start it again, as systemd does with",
            "Restart=on-failure. The cities do so in turn, and nothing accepted is lost.",
            "",
            "Example:",
            "  polder node --dir hamburg"
        })
final class NodeCommand implements Callable<Integer> {
    /// What the node's supervisor starts it again upon: EX_TEMPFAIL of sysexits.
    static final int START_AGAIN = 75;

    @Mixin
    private Common common;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "the city's folder")
    private Path folder;

    @Override
    public Integer call() throws InterruptedException {
        CityHome home = new CityHome(folder);
        if (!Files.exists(home.genesisFile()))
            throw Failure.usage(folder + " has no genesis", "found the network first: polder found --help");
        NodeLog.open();
        CountDownLatch ended = new CountDownLatch(1);
        boolean again;
        try (SharedMemory memory = new SharedMemory();
                CityNode node = CityNode.start(home, memory)) {
            Ending.hear(ended::countDown);
            CityNode.Ports ports = node.ports();
            common.say(
                    Json.object()
                            .put("city", home.config().name())
                            .put("api", ports.api())
                            .put("mqtt", ports.mqtt())
                            .put("http", ports.http()),
                    home.config().name() + " is up: http://127.0.0.1:" + ports.api() + "  mqtt://127.0.0.1:"
                            + ports.mqtt());
            node.worn().thenRun(ended::countDown);
            ended.await();
            again = node.worn().isDone();
        }
        return again ? START_AGAIN : 0;
    }
}
