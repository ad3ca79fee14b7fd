package io.polder.node;

import io.polder.home.CityConfig;
import io.polder.home.CityHome;
import io.polder.protocol.CityCard;
import io.polder.protocol.Member.Endpoint;
import io.polder.protocol.signature.Signatures;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/// The folders of four cities that exchanged cards.
final class Homes {
    static final List<String> NAMES = List.of("hamburg", "berlin", "frankfurt", "leipzig");

    private Homes() {}

    static List<CityHome> found(Path folder) throws IOException {
        List<CityHome> homes = new ArrayList<>();
        List<CityCard> cards = new ArrayList<>();
        for (String name : NAMES) {
            CityHome home = made(folder, name);
            cards.add(CityCard.decode(CityHome.read(home.cardFile()), Signatures.jdk()));
            homes.add(home);
        }
        for (CityHome home : homes) home.found("testnet", cards);
        return homes;
    }

    /// The folder of a city that has made its card.
    static CityHome made(Path folder, String name) throws IOException {
        CityHome home = new CityHome(folder.resolve(name));
        CityConfig config =
                new CityConfig(name, name, name, free(), free(), new CityConfig.Doors("127.0.0.1", 0, 0, 0));
        home.make(config, new SecureRandom(), System.currentTimeMillis());
        return home;
    }

    private static Endpoint free() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return new Endpoint("127.0.0.1", socket.getLocalPort());
        }
    }
}
