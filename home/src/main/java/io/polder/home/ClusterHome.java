package io.polder.home;

import io.polder.protocol.Member.Doors;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.encoding.Bytes;
import io.polder.protocol.encoding.Malformed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// The folder of one further order cluster at a city: its own ledger, outbox, engine and addresses.
public record ClusterHome(Path folder, Path keys, String cluster) {
    /// Below the ports that an operating system hands out by itself.
    private static final int PORT_FIRST = 20_000;

    private static final int PORT_LAST = 29_999;
    private static final int TRIES_MAX = 200;

    public Path ledger() {
        return folder.resolve("ledger");
    }

    public Path outbox() {
        return folder.resolve("outbox");
    }

    public Path engine(long epoch) {
        return folder.resolve("engine-" + epoch);
    }

    public Path engineKeyFile(long epoch) {
        return keys.resolve("engine-" + cluster + "-" + epoch + ".key");
    }

    /// The same for an engine that is named: members may decide on another one before the epoch begins.
    public Path engineKeyFile(long epoch, String engine) {
        return keys.resolve("engine-" + cluster + "-" + epoch + "-" + engine + ".key");
    }

    /// A file beside the keys that is there once an engine has begun with them.
    public Path begun(long epoch) {
        return keys.resolve("engine-" + cluster + "-" + epoch + ".begun");
    }

    /// Where this city listens for the others of the cluster: two free ports, chosen once. Whoever needs certain ones
    /// writes the file `addresses` first, an address a line: the engine's, then the sync door's.
    public Doors doors(String host) {
        Path file = folder.resolve("addresses");
        try {
            if (!Files.exists(file)) {
                RandomGenerator random = new Random();
                Endpoint gossip = free(host, random);
                Endpoint sync = free(host, random);
                CityHome.write(file, Bytes.utf8(gossip + "\n" + sync + "\n"));
            }
            List<String> lines = Files.readAllLines(file);
            if (lines.size() != 2) throw new Malformed("two addresses in " + file, lines.size() + " lines");
            return new Doors(Endpoint.parse(lines.get(0)), Endpoint.parse(lines.get(1)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read or make " + file, e);
        }
    }

    private static Endpoint free(String host, RandomGenerator random) throws IOException {
        IOException last = new IOException("no port tried");
        for (int i = 0; i < TRIES_MAX; i++) {
            int port = random.nextInt(PORT_FIRST, PORT_LAST + 1);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
                return new Endpoint(host, socket.getLocalPort());
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }
}
